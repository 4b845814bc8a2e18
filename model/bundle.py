"""A trained model on disk: `model.txt` and `severity.txt` (LightGBM's text format), `bundle.json` (everything else). No pickle.

`bundles/champion.json` names the bundle in use. Reading checks the format, every file's SHA-256, and that the features are this code's.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model import lgbm
from model.chances import Scaling
from model.encode import COLUMNS
from model.errors import BundleInvalid
from model.features import INPUT_CATEGORIES, NAMES
from model.spread import Limits

if TYPE_CHECKING:
    from lightgbm import Booster

FORMAT = 3
MODEL_FILE = "model.txt"
SEVERITY_FILE = "severity.txt"
BUNDLE_FILE = "bundle.json"
SHIPPED = Path(__file__).parent / "bundles"
POINTER = "champion.json"


@dataclass(frozen=True, slots=True)
class Typical:
    """What ECLO usually is: mean and median of the recorded values, mean of the model's own predictions, number of accidents."""

    mean: float
    median: float
    predicted: float
    rows: int


@dataclass(frozen=True, slots=True)
class Training:
    """What the model learnt from. `sha256`: file name -> hash of the file; `rows_by_year`: year -> accidents."""

    sha256: dict[str, str]
    rows: int
    first_year: int
    last_year: int
    rows_by_year: dict[str, int]
    log_mean: float  # mean of log1p(ECLO) in the last year: the constant predictor is expm1 of it


@dataclass(frozen=True, slots=True)
class Interval:
    """How the interval is set: see model.spread. `limits`: accident type -> its own, "" where the type is not known."""

    level: float
    calibrated_on: str
    rows: int
    limits: dict[str, Limits]
    usual_width: float  # median width on the log scale with all 11 features known


@dataclass(frozen=True, slots=True)
class Severity:
    """The model of the worst injury. `log_mean`, `log_var`: log1p(ECLO) within each injury of WORST; `rates`: shares in the last year.

    `scaling` tells how the chances were calibrated. It is in the model already, not to be applied again; None: they were not.
    """

    log_mean: list[float]
    log_var: list[float]
    rates: list[float]
    sha256: str
    scaling: Scaling | None


@dataclass(frozen=True, slots=True)
class Bundle:
    """bundle.json. `categories` has a list for each category feature and for `gu`.

    Predicted ECLO times `mean_factor` has the mean of recorded ECLO: the model aims at the log scale, and its predictions lie below.
    `typical` is of the last training year: "" for the whole city, else by 구. `quantiles`: "actual" and "predicted" ECLO of the last
    training year at equal steps from 0 to 1. `metrics`: tables of numbers, "validation", "test" (on the last year, by a model that had not seen it),
    "test_optional" (with the two optional inputs), "test_hidden" (with a random part of the inputs unknown), "test_constant" and
    "test_naive" (the keys of model.scores; "validation" has the years that chose the number of trees). `year_levels`: added on the log scale for an earlier year. `bands`: code -> from which predicted ECLO. `backtest`:
    see model.backtest. `reliability`: see model.scores. `unseen`: "input|input" -> pairs of levels that no accident has. `profile`: see model.drift.
    """

    format: int
    name: str
    created: str
    features: list[str]
    columns: list[str]
    categories: dict[str, list[str]]
    parameters: dict[str, Any]
    rounds: int
    training: Training
    metrics: dict[str, dict[str, float]]
    typical: dict[str, Typical]
    quantiles: dict[str, list[float]]
    interval: Interval
    year_levels: dict[str, float]
    severity: Severity | None
    mean_factor: float
    bands: dict[str, float]
    backtest: dict[str, dict[str, float]]
    reliability: dict[str, list[list[float]]]
    unseen: dict[str, list[list[str]]]
    district_rows: dict[str, int]
    profile: dict[str, dict[str, float]]
    versions: dict[str, str]
    model_sha256: str

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Bundle:
        fields = dict(raw)
        return cls(
            **{
                **fields,
                "training": Training(**fields["training"]),
                "interval": Interval(**{**fields["interval"], "limits": {k: Limits(**v) for k, v in fields["interval"]["limits"].items()}}),
                "severity": _severity(fields["severity"]),
                "typical": {gu: Typical(**row) for gu, row in fields["typical"].items()},
            }
        )

    @classmethod
    def read(cls, directory: Path) -> Bundle:
        """The checked bundle.json of a directory. Raises BundleInvalid; does not open the model (see load)."""
        path = directory / BUNDLE_FILE
        try:
            raw = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise BundleInvalid("bundle_missing", path=str(path)) from None
        except (OSError, ValueError):
            raise BundleInvalid("bundle_unreadable", path=str(path)) from None
        if not isinstance(raw, dict) or raw.get("format") != FORMAT:
            found = raw.get("format") if isinstance(raw, dict) else type(raw).__name__
            raise BundleInvalid("bundle_format", path=str(path), found=found, expected=FORMAT)
        checksum = raw.pop("checksum", None)
        if checksum != _checksum(raw):
            raise BundleInvalid("bundle_altered", path=str(directory), file=BUNDLE_FILE)
        try:
            bundle = cls.from_json(raw)
        except (KeyError, TypeError, AttributeError):
            raise BundleInvalid("bundle_unreadable", path=str(path)) from None
        _check_features(bundle, directory)
        return bundle


def write(directory: Path, bundle: Bundle, model_text: str, severity_text: str | None = None) -> None:
    """All files, the same bytes for the same content. The hashes in `bundle` must be model_hash of the texts."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / MODEL_FILE).write_bytes(model_text.encode("utf-8"))
    if severity_text is not None:
        (directory / SEVERITY_FILE).write_bytes(severity_text.encode("utf-8"))
    content = bundle.to_json()
    text = json.dumps({**content, "checksum": _checksum(content)}, ensure_ascii=False, indent=1, allow_nan=False)
    (directory / BUNDLE_FILE).write_bytes((text + "\n").encode("utf-8"))


def load(directory: Path) -> tuple[Bundle, Booster, Booster | None]:
    """A bundle, its model of ECLO and its model of the worst injury (None if it has none), all checked. Raises BundleInvalid."""
    bundle = Bundle.read(directory)
    booster = _booster(directory, MODEL_FILE, bundle.model_sha256, bundle.columns)
    if bundle.severity is None:
        return bundle, booster, None
    return bundle, booster, _booster(directory, SEVERITY_FILE, bundle.severity.sha256, bundle.columns)


def verify(directory: Path) -> Bundle:
    """Everything that `load` checks without LightGBM: the format, the features and every file's hash. Raises BundleInvalid."""
    bundle = Bundle.read(directory)
    _checked(directory, MODEL_FILE, bundle.model_sha256)
    if bundle.severity is not None:
        _checked(directory, SEVERITY_FILE, bundle.severity.sha256)
    return bundle


def _checked(directory: Path, file: str, sha256: str) -> bytes:
    path = directory / file
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise BundleInvalid("bundle_missing", path=str(path)) from None
    except OSError:
        raise BundleInvalid("bundle_unreadable", path=str(path)) from None
    if hashlib.sha256(content).hexdigest() != sha256:
        raise BundleInvalid("bundle_altered", path=str(directory), file=file)
    return content


def _booster(directory: Path, file: str, sha256: str, columns: list[str]) -> Booster:
    lgbm.prepare()
    import lightgbm

    content = _checked(directory, file, sha256)
    booster = lightgbm.Booster(model_str=content.decode("utf-8"))
    if booster.feature_name() != columns:
        raise BundleInvalid("bundle_features", path=str(directory / file), found=booster.feature_name(), expected=columns)
    return booster


def champion(root: Path = SHIPPED) -> Path:
    """The directory of the bundle in use. Raises BundleInvalid when the pointer is missing or names nothing."""
    path = root / POINTER
    try:
        name = json.loads(path.read_text(encoding="utf-8"))["name"]
    except FileNotFoundError:
        raise BundleInvalid("bundle_missing", path=str(path)) from None
    except (OSError, ValueError, KeyError, TypeError):
        raise BundleInvalid("bundle_unreadable", path=str(path)) from None
    if not isinstance(name, str) or name not in bundle_names(root):
        raise BundleInvalid("bundle_missing", path=str(root / str(name)))
    return root / name


def bundle_names(root: Path = SHIPPED) -> list[str]:
    """The names of the bundles under `root`, sorted."""
    return sorted(path.parent.name for path in root.glob(f"*/{BUNDLE_FILE}"))


def set_champion(name: str, root: Path = SHIPPED) -> None:
    """Point to another bundle, after it has been read and checked. Raises BundleInvalid and changes nothing if it is not sound."""
    if name not in bundle_names(root):
        raise BundleInvalid("bundle_missing", path=str(root / name))
    load(root / name)
    fresh = root / f".{POINTER}.new"
    fresh.write_text(json.dumps({"name": name}) + "\n", encoding="utf-8")
    fresh.replace(root / POINTER)


def _severity(raw: dict[str, Any] | None) -> Severity | None:
    return Severity(**{**raw, "scaling": Scaling(**raw["scaling"]) if raw["scaling"] else None}) if raw else None


def model_hash(model_text: str) -> str:
    return hashlib.sha256(model_text.encode("utf-8")).hexdigest()


def _checksum(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode("utf-8")).hexdigest()


def _check_features(bundle: Bundle, directory: Path) -> None:
    if bundle.features != list(NAMES) or bundle.columns != list(COLUMNS):
        raise BundleInvalid("bundle_features", path=str(directory), found=bundle.columns, expected=list(COLUMNS))
    wanted = {*INPUT_CATEGORIES, "gu"}
    if set(bundle.categories) != wanted:
        raise BundleInvalid("bundle_features", path=str(directory), found=sorted(bundle.categories), expected=sorted(wanted))
