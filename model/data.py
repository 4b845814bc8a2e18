"""Reading accident exports for training and judging: TAAS tables as parquet or CSV."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from model.errors import UnusableTable
from model.features import canonical_district, resolve_level
from model.table import FeatureTable, header_key, read_features

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

# The worst injury of an accident, the worst last.
WORST: tuple[str, ...] = ("reported", "minor", "serious", "fatal")
# ECLO = equivalent casualty loss only: the weight of each count.
WEIGHTS = {"사망자수": 10, "중상자수": 5, "경상자수": 3, "부상신고자수": 1}


@dataclass(slots=True)
class Accidents:
    """A training table: features, ECLO of shape (rows,), year of shape (rows,), and the hash of each file.

    `worst`, shape (rows,): the worst injury as an index of WORST; -1 where the table has an ECLO but no counts.
    """

    table: FeatureTable
    eclo: NDArray[np.float64]
    year: NDArray[np.int64]
    sha256: dict[str, str]
    worst: NDArray[np.int64]


def read_accidents(paths: Sequence[Path]) -> Accidents:
    """Every accident of the files that has an ECLO of at least 1 and a year. Raises UnusableTable.

    ECLO comes from a column of that name, else from the counts of dead and injured. A district is taken as written.
    """
    import numpy as np
    import pandas as pd

    frames = [read_file(path) for path in paths]
    frame = frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)
    eclo = target(frame)
    table = read_features(frame, _level_as_recorded)
    if "accident_year" not in table.values:
        raise UnusableTable("no_dates", wanted=["사고연", "사고일시"])
    year = np.asarray(table.values["accident_year"], dtype=np.float64)
    keep = (eclo >= 1) & ~np.isnan(year)
    table.values = {name: values[keep] for name, values in table.values.items()}
    table.rows = int(keep.sum())
    hashes = {path.name: _sha256(path) for path in paths}
    return Accidents(table, eclo[keep], year[keep].astype(np.int64), hashes, worst_injury(frame)[keep])


def read_file(path: Path) -> pd.DataFrame:
    """A parquet file, or a CSV in UTF-8 (with or without a mark) or CP949, all its cells as text. Raises UnusableTable."""
    import pandas as pd

    if path.suffix.lower() in (".parquet", ".pq"):
        try:
            return pd.read_parquet(path)
        except (OSError, ValueError):
            raise UnusableTable("table_unreadable", path=str(path)) from None
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return pd.read_csv(path, encoding=encoding, dtype=str)
        except UnicodeDecodeError:
            continue
        except (OSError, ValueError):
            break
    raise UnusableTable("table_unreadable", path=str(path))


def target(frame: pd.DataFrame) -> NDArray[np.float64]:
    """Recorded ECLO by row, NaN where it is not known. Raises UnusableTable when the table has neither it nor the counts."""
    import numpy as np
    import pandas as pd

    columns = {header_key(name): index for index, name in reversed(list(enumerate(frame.columns)))}

    def numbers(name: str) -> NDArray[np.float64]:
        return pd.to_numeric(frame.iloc[:, columns[name]], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)

    if "eclo" in columns:
        return numbers("eclo")
    if not all(name in columns for name in WEIGHTS):
        raise UnusableTable("no_target", wanted=["ECLO", *WEIGHTS])
    return np.asarray(sum(numbers(name) * weight for name, weight in WEIGHTS.items()), dtype=np.float64)


def worst_injury(frame: pd.DataFrame) -> NDArray[np.int64]:
    """The worst injury by row as an index of WORST, from the counts; -1 where they are not there."""
    import numpy as np
    import pandas as pd

    columns = {header_key(name): index for index, name in reversed(list(enumerate(frame.columns)))}
    out = np.full(len(frame), -1, dtype=np.int64)
    if all(name in columns for name in WEIGHTS):
        for code, name in enumerate(reversed(WEIGHTS)):
            out[(pd.to_numeric(frame.iloc[:, columns[name]], errors="coerce") > 0).to_numpy()] = code
    return out


def _level_as_recorded(feature: str, text: str) -> str | None:
    if feature == "district":
        return canonical_district(text)
    return resolve_level(feature, text) or text


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
