"""The same accident twice: in one table, or in two that overlap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.labels import Labels
from model.table import FeatureTable, header_key

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

_IDS = frozenset({"사고번호", "사고id", "사고관리번호", "id", "accidentid", "accidentno", "accidentnumber"})


def marks_of(frame: pd.DataFrame, table: FeatureTable, labels: Labels) -> tuple[NDArray[np.uint64], bool]:
    """Equal numbers for rows that are the same accident, and whether a column of accident numbers says so."""
    import pandas as pd

    number = next((position for position, name in enumerate(frame.columns) if header_key(name) in _IDS), None)
    if number is None:
        return hash_of_cells(frame), False
    cells: dict[str, object] = {**table.values, "eclo": labels.eclo, "id": frame.iloc[:, number].astype("string").str.strip()}
    return _hashed(pd.DataFrame(cells)), True


def hash_of_cells(frame: pd.DataFrame) -> NDArray[np.uint64]:
    """A hash of each row's cells as text."""
    import pandas as pd

    text = {position: frame.iloc[:, position].astype("string") for position in range(frame.shape[1])}
    return _hashed(pd.DataFrame(text))


def _hashed(frame: pd.DataFrame) -> NDArray[np.uint64]:
    import numpy as np
    import pandas as pd

    return np.asarray(pd.util.hash_pandas_object(frame, index=False), dtype=np.uint64)


def repeated_rows(marks: NDArray[np.uint64], keep: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Rows of `keep` that an earlier one of them is like."""
    import numpy as np
    import pandas as pd

    out = np.zeros(len(marks), dtype=bool)
    out[keep] = pd.Series(marks[keep]).duplicated().to_numpy()
    return out


def repeated_elsewhere(marks: NDArray[np.uint64], part: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Rows that are like one of an earlier part."""
    import pandas as pd

    first = pd.Series(part).groupby(marks).transform("min").to_numpy()
    return part > first
