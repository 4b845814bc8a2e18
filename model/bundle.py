"""A trained model on disk: `model.txt` (LightGBM's text format) and `bundle.json` (everything else). No pickle, no code.

`bundles/champion.json` names the bundle in use. Reading checks the format, both files' SHA-256, and that the features are this code's.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model.encode import COLUMNS
from model.errors import BundleInvalid
from model.features import CATEGORIES, NAMES

if TYPE_CHECKING:
    from lightgbm import Booster

FORMAT = 1
MODEL_FILE = "model.txt"
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
    """Split-conformal interval: `low` and `high` are added to log1p(ECLO); measured on `rows` accidents of `calibrated_on`."""

    level: float
    low: float
    high: float
    calibrated_on: str
    rows: int


@dataclass(frozen=True, slots=True)
class Bundle:
    """bundle.json. `categories` has a list for each category feature and for `gu`.

    `typical` is of the last training year: "" for the whole city, else by 구. `quantiles`: "actual" and "predicted" ECLO of the last
    training year at equal steps from 0 to 1. `metrics`: "validation" and "test", each a flat table of numbers.
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
    district_rows: dict[str, int]
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
                "interval": Interval(**fields["interval"]),
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


def write(directory: Path, bundle: Bundle, model_text: str) -> None:
    """Both files, the same bytes for the same content. `bundle.model_sha256` must be model_hash(model_text)."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / MODEL_FILE).write_bytes(model_text.encode("utf-8"))
    content = bundle.to_json()
    text = json.dumps({**content, "checksum": _checksum(content)}, ensure_ascii=False, indent=1, allow_nan=False)
    (directory / BUNDLE_FILE).write_bytes((text + "\n").encode("utf-8"))


def load(directory: Path) -> tuple[Bundle, Booster]:
    """A bundle and its model, both checked. Raises BundleInvalid."""
    bundle = Bundle.read(directory)
    path = directory / MODEL_FILE
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise BundleInvalid("bundle_missing", path=str(path)) from None
    except OSError:
        raise BundleInvalid("bundle_unreadable", path=str(path)) from None
    if hashlib.sha256(content).hexdigest() != bundle.model_sha256:
        raise BundleInvalid("bundle_altered", path=str(directory), file=MODEL_FILE)
    import lightgbm

    booster = lightgbm.Booster(model_str=content.decode("utf-8"))
    if booster.feature_name() != bundle.columns:
        raise BundleInvalid("bundle_features", path=str(path), found=booster.feature_name(), expected=bundle.columns)
    return bundle, booster


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


def model_hash(model_text: str) -> str:
    return hashlib.sha256(model_text.encode("utf-8")).hexdigest()


def _checksum(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode("utf-8")).hexdigest()


def _check_features(bundle: Bundle, directory: Path) -> None:
    if bundle.features != list(NAMES) or bundle.columns != list(COLUMNS):
        raise BundleInvalid("bundle_features", path=str(directory), found=bundle.columns, expected=list(COLUMNS))
    wanted = {*CATEGORIES, "gu"}
    if set(bundle.categories) != wanted:
        raise BundleInvalid("bundle_features", path=str(directory), found=sorted(bundle.categories), expected=sorted(wanted))
