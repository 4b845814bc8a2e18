"""What every test stands on: a folder of its own, no settings from outside, and no way to the real APIs."""

from __future__ import annotations

import dataclasses
import gc
import io
import logging
import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parent))  # tests/fakes, as `fakes`

from fakes.schema import lay_schema

from bot import cli, wiring
from bot import settings as settings_module
from bot.core import Core
from bot.messages import Attachment, Incoming, Reply
from bot.settings import Settings
from storage.scope import Scope

# Looking through all objects of so many libraries over and over, for the few of a test, took an eighth of the time.
gc.set_threshold(50_000, 20, 50)

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "daegu_accidents_synthetic.csv"


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for item in dataclasses.fields(Settings):
        monkeypatch.delenv(item.metadata["env"], raising=False)
    monkeypatch.setenv("ECLO_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("ECLO_TILE_URL", "")
    monkeypatch.setenv("LANG", "ko_KR.UTF-8")


@pytest.fixture
def settings() -> Settings:
    return settings_module.load()


@pytest.fixture
async def core(settings: Settings) -> AsyncIterator[Core]:
    """A core as the program builds it, with its own database, and Valkey and a worker when a job needs them."""
    await lay_schema(settings.var_dir / "eclo.db")
    async with wiring.open_core(settings) as built:
        yield built


class Chat:
    """A person in a thread: says something, gets Replies."""

    def __init__(self, core: Core, thread: str = "main", user: str = "me", channel: str = "terminal:me") -> None:
        self.core = core
        self.scope = Scope("local", channel, thread, user)
        self._count = 0

    async def say(self, text: str, *files: Path, **options: object) -> list[Reply]:
        self._count += 1
        attachments = tuple(Attachment(path.name, path) for path in files)
        incoming = Incoming(self.scope, f"{self.scope.thread}-{id(self)}-{self._count}", text, attachments, **options)  # type: ignore[arg-type]
        return [reply async for reply in self.core.handle(incoming)]


@pytest.fixture
def chat(core: Core) -> Chat:
    return Chat(core)


@pytest.fixture
def new_chat(core: Core) -> Callable[..., Chat]:
    return lambda **options: Chat(core, **options)


@pytest.fixture(scope="session")
def example() -> Path:
    """The synthetic accidents that the repository ships."""
    return EXAMPLE


@pytest.fixture(scope="session")
def example_frame() -> pd.DataFrame:
    return pd.read_csv(EXAMPLE, encoding="utf-8-sig")


@dataclasses.dataclass
class Ended:
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Ended]]:
    """`eclo ...` in this process: the same words, output and code as the program's, without a second Python that starts."""

    def run(*words: str) -> Ended:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))
        try:
            code = cli.main(words)
        except SystemExit as ended:  # argparse's way of misuse
            code = ended.code if isinstance(ended.code, int) else 1
        said = capsys.readouterr()
        return Ended(code, said.out, said.err)

    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield run
    for handler in root.handlers:
        if handler not in handlers:
            handler.close()
    root.handlers[:], root.level = handlers, level


@pytest.fixture(scope="session")
def clean_environment() -> dict[str, str]:
    """An environment for child processes with nothing of the bot's settings."""
    names = {item.metadata["env"] for item in dataclasses.fields(Settings)}
    return {key: value for key, value in os.environ.items() if key not in names} | {"ECLO_TILE_URL": "", "LANG": "ko_KR.UTF-8"}
