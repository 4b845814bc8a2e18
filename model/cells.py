"""A column's cells by their distinct words: what a word means is found once, however many rows have it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

_EMPTY = frozenset({"", "-", "nan", "none", "null", "na", "n/a", "<na>", "nat"})


@dataclass(slots=True)
class Cells:
    """A column as positions into its distinct words: what each word means is then found once, not once a row. -1: an empty cell."""

    codes: NDArray[np.int64]
    words: list[str | None]

    def objects(self, values: Sequence[str | None]) -> NDArray[np.object_]:
        """`values` of the words -> values of the rows, None for an empty cell."""
        import numpy as np

        return np.array([*values, None], dtype=object)[self.codes]

    def floats(self, values: Sequence[float]) -> NDArray[np.float64]:
        """`values` of the words -> values of the rows, NaN for an empty cell."""
        import numpy as np

        return np.array([*values, np.nan], dtype=np.float64)[self.codes]

    def counts(self, chosen: Sequence[bool]) -> dict[str, int]:
        """How many cells hold each chosen word, the most frequent first."""
        import numpy as np

        cells = np.bincount(self.codes[self.codes >= 0], minlength=len(self.words)).tolist()
        found: dict[str, int] = {}
        for word, wanted, count in zip(self.words, chosen, cells, strict=True):
            if wanted and word is not None:
                found[word] = found.get(word, 0) + count
        return dict(sorted(found.items(), key=lambda item: -item[1]))


def cells_of(column: pd.Series) -> Cells:
    """Stripped words of a column; a cell that says nothing is empty."""
    import numpy as np
    import pandas as pd

    codes, found = pd.factorize(column)
    words = [_clean(value) for value in found]
    empty = np.array([word is None for word in words] + [True])
    return Cells(np.where(empty[codes], -1, codes), words)


def as_text(column: pd.Series) -> pd.Series:
    """Cells as stripped strings; None where a cell says nothing."""
    import pandas as pd

    cells = cells_of(column)
    return pd.Series(cells.objects(cells.words), index=column.index, dtype=object)


def cells_of_levels(values: NDArray[np.object_] | NDArray[np.float64]) -> Cells:
    """The same of levels that have been read already."""
    import pandas as pd

    codes, found = pd.factorize(values)
    return Cells(codes, list(found))


def _clean(value: object) -> str | None:
    word = " ".join(unicodedata.normalize("NFKC", str(value)).split())
    return None if word.casefold() in _EMPTY else word
