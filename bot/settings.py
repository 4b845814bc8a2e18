"""Every environment variable, read once into one frozen object. Secrets are wrapped, so that printing one shows stars."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import SecretStr

OSM_TILES = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"


class SettingsError(ValueError):
    """A variable has a value that can't be used; the message names the variable and what it takes, never the value of a secret."""


def _var(name: str, default: Any, help: str, secret: bool = False) -> Any:
    """A field that comes from the environment variable `name`."""
    return field(default=default, metadata={"env": name, "help": help, "secret": secret})


@dataclass(frozen=True)
class Settings:
    """What can be set. With nothing set, everything runs on this machine under ./var."""

    var_dir: Path = _var("ECLO_VAR", Path("var"), "Folder for the database, uploads and the embedded Valkey when nothing else is set.")
    database_url: str = _var("DATABASE_URL", "", "SQLAlchemy URL of the database. Empty: SQLite in ECLO_VAR.")
    redis_url: str = _var("REDIS_URL", "", "Redis or Valkey for the job queue. Empty: an own Valkey is started.")
    blob_url: str = _var(
        "BLOB_URL",
        "",
        "s3://BUCKET/PREFIX for uploads, pictures and results (?endpoint=... for another S3 server). Empty: files in ECLO_VAR.",
    )
    slack_bot_token: SecretStr | None = _var("SLACK_BOT_TOKEN", None, "Bot token (xoxb-...). Set: the bot serves Slack.", True)
    slack_app_token: SecretStr | None = _var("SLACK_APP_TOKEN", None, "App-level token (xapp-...). Set: Socket Mode.", True)
    slack_signing_secret: SecretStr | None = _var(
        "SLACK_SIGNING_SECRET", None, "Checks the signature of requests over HTTP; needed without an app token.", True
    )
    slack_api_url: str = _var("SLACK_API_URL", "https://slack.com/api/", "Where the Slack API is.")
    admins: str = _var(
        "ECLO_ADMINS", "", "Slack user ids, with commas between, of those who may change the model in use. Empty: everybody."
    )
    host: str = _var("HOST", "0.0.0.0", "Address to listen on, in HTTP mode.")  # noqa: S104 - a container's port must be reachable
    port: int = _var("PORT", 3000, "Port to listen on, in HTTP mode.")
    anthropic_api_key: SecretStr | None = _var("ANTHROPIC_API_KEY", None, "Set: Claude answers. Empty: the offline grammar does.", True)
    anthropic_base_url: str = _var("ANTHROPIC_BASE_URL", "", "Another server that speaks the Anthropic Messages API.")
    anthropic_model: str = _var("ECLO_CLAUDE_MODEL", "claude-sonnet-5-5", "Which Claude model answers.")
    anthropic_effort: str = _var("ECLO_CLAUDE_EFFORT", "low", "How hard it thinks: low, medium or high.")
    simple_model: str = _var(
        "ECLO_CLAUDE_SIMPLE_MODEL", "", "A cheaper model for short, plain questions and for summaries. Empty: the same model for all."
    )
    prices: str = _var(
        "ECLO_CLAUDE_PRICES",
        "",
        "Dollars per million tokens, MODEL=INPUT/OUTPUT with commas between, where they differ from the list prices known to the bot.",
    )
    max_answer_tokens: int = _var("ECLO_CLAUDE_MAX_TOKENS", 4096, "Longest piece that Claude may write at once, in tokens.")
    brain: str = _var("ECLO_BRAIN", "", "offline or claude. Empty: claude when there is a key.")
    max_steps: int = _var("ECLO_MAX_STEPS", 8, "Rounds of tools in one answer.")
    turn_tokens: int = _var("ECLO_TURN_TOKENS", 400_000, "Most tokens that one answer may use, read and written.")
    turn_usd: float = _var("ECLO_TURN_USD", 0.5, "Most dollars that one answer may cost.")
    turn_seconds: int = _var("ECLO_TURN_SECONDS", 180, "Longest time that one answer may take, jobs not counted.")
    history_turns: int = _var(
        "ECLO_HISTORY_TURNS", 20, "So many turns of a conversation are remembered word for word, older ones in short."
    )
    history_characters: int = _var("ECLO_HISTORY_CHARACTERS", 120_000, "Most characters that are remembered word for word.")
    cache_minutes: int = _var("ECLO_ANSWER_CACHE_MINUTES", 60, "How long the answer to a repeated question is kept. 0: not at all.")
    secret_key: SecretStr | None = _var(
        "ECLO_SECRET_KEY", None, "Seals people's own API keys; any long random text. Empty: made once and kept in ECLO_VAR.", True
    )
    max_upload_mb: int = _var("ECLO_MAX_UPLOAD_MB", 50, "Largest file that is taken.")
    tile_url: str = _var("ECLO_TILE_URL", OSM_TILES, "Map tiles, with {z}, {x} and {y}. Empty: outlines only.")
    tile_attribution: str = _var("ECLO_TILE_ATTRIBUTION", "© OpenStreetMap contributors", "Shown on maps with these tiles.")
    mlflow_tracking_uri: str = _var(
        "MLFLOW_TRACKING_URI", "", "MLflow tracking server (http://host:5000) that training runs are exported to. Empty: none."
    )
    mlflow_experiment: str = _var("MLFLOW_EXPERIMENT_NAME", "eclo", "The experiment, and the registered model, that they go to.")
    time_zone: str = _var("ECLO_TIME_ZONE", "Asia/Seoul", "In which 'tomorrow at 3' is understood.")
    log_level: str = _var("LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR.")

    @property
    def blob_root(self) -> Path:
        return self.var_dir / "blobs"

    @property
    def resolved_database_url(self) -> str:
        """The database URL with an async driver; SQLite in `var_dir` when none is set."""
        if not self.database_url:
            return f"sqlite+aiosqlite:///{(self.var_dir / 'eclo.db').resolve()}"
        scheme, _, rest = self.database_url.partition("://")
        drivers = {"postgres": "postgresql+asyncpg", "postgresql": "postgresql+asyncpg", "sqlite": "sqlite+aiosqlite"}
        return f"{drivers.get(scheme, scheme)}://{rest}"

    def is_admin(self, user: str) -> bool:
        """Whether this person of Slack may change what everybody uses."""
        admins = {name.strip() for name in self.admins.split(",")} - {""}
        return not admins or user in admins

    @property
    def uses_slack(self) -> bool:
        return self.slack_bot_token is not None

    @property
    def brain_name(self) -> str:
        return self.brain or ("claude" if self.anthropic_api_key else "offline")


_CHOICES = {
    "brain": ("", "offline", "claude"),
    "anthropic_effort": ("low", "medium", "high"),
    "log_level": ("DEBUG", "INFO", "WARNING", "ERROR"),
}
_LEAST = {
    "max_steps": 1,
    "max_upload_mb": 1,
    "max_answer_tokens": 16,
    "turn_tokens": 1,
    "turn_seconds": 1,
    "history_turns": 1,
    "history_characters": 1000,
}


_PRICE = re.compile(r"[\w.:-]+=\d+(\.\d+)?/\d+(\.\d+)?")


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment. Raises SettingsError naming the variable and what it takes."""
    environment = os.environ if environment is None else environment
    values: dict[str, Any] = {}
    for item in fields(Settings):
        raw = environment.get(item.metadata["env"], "").strip()
        if not raw and not (item.name == "tile_url" and item.metadata["env"] in environment):
            continue
        values[item.name] = _convert(item.name, item.metadata["env"], raw, item.default, item.metadata["secret"])
    settings = Settings(**values)
    if settings.uses_slack and not (settings.slack_app_token or settings.slack_signing_secret):
        raise SettingsError("SLACK_BOT_TOKEN is set: set SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP), too")
    if settings.database_url and not settings.resolved_database_url.startswith(("sqlite+aiosqlite:///", "postgresql+asyncpg://")):
        raise SettingsError("DATABASE_URL must begin with postgresql:// or sqlite:///")
    if settings.blob_url and not re.match(r"s3://[^/?]+", settings.blob_url):
        raise SettingsError("BLOB_URL must begin with s3://BUCKET")
    if settings.mlflow_tracking_uri and not re.match(r"https?://[^/]", settings.mlflow_tracking_uri):
        raise SettingsError("MLFLOW_TRACKING_URI must begin with http:// or https://")
    if not re.fullmatch(r"[^/:'\"`%]+", settings.mlflow_experiment):  # it names a registered model, and stands in filters
        raise SettingsError("MLFLOW_EXPERIMENT_NAME must be a name without / : % or quotes")
    try:
        ZoneInfo(settings.time_zone)
    except (KeyError, ValueError, OSError) as error:  # unknown, no name at all, a folder of names
        raise SettingsError(f"ECLO_TIME_ZONE must be the name of a time zone such as Asia/Seoul, not {settings.time_zone!r}") from error
    if not all(_PRICE.fullmatch(part) for part in filter(None, settings.prices.replace(" ", "").split(","))):
        raise SettingsError("ECLO_CLAUDE_PRICES must look like claude-sonnet-5-5=3/15,claude-haiku-5-5=1/5")
    if settings.brain == "claude" and settings.anthropic_api_key is None:
        raise SettingsError("ECLO_BRAIN=claude needs ANTHROPIC_API_KEY")
    return settings


def _convert(name: str, variable: str, raw: str, default: Any, secret: bool) -> Any:
    if secret:
        return SecretStr(raw)
    if isinstance(default, Path):
        return Path(raw)
    if isinstance(default, float):
        if not re.fullmatch(r"\d+(\.\d+)?", raw) or float(raw) <= 0:
            raise SettingsError(f"{variable} must be a number above 0, not {raw!r}")
        return float(raw)
    if isinstance(default, int):
        if not raw.isdecimal() or int(raw) < _LEAST.get(name, 0):
            raise SettingsError(f"{variable} must be a whole number of at least {_LEAST.get(name, 0)}, not {raw!r}")
        return int(raw)
    value = raw.upper() if name == "log_level" else raw
    if name in _CHOICES and value not in _CHOICES[name]:
        raise SettingsError(f"{variable} must be one of {', '.join(filter(None, _CHOICES[name]))}, not {raw!r}")
    return value


def prepare_folder(settings: Settings) -> None:
    """Make ECLO_VAR, where it is not there yet. Raises SettingsError when it can't be made or written to."""
    try:
        settings.var_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.var_dir):
            pass
    except OSError as error:
        raise SettingsError(f"ECLO_VAR: the folder {settings.var_dir} can't be written to; set it to a folder of yours") from error
