"""A matrix of numbers and 0/1 columns that is only ever whole in small blocks of rows: a million rows need no gigabytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BLOCK = 2048  # rows: a block stays in the processor's cache


@dataclass(frozen=True, slots=True)
class Matrix:
    """n x p, kept by columns: floats, or bytes for columns of 0 and 1."""

    columns: list[NDArray[Any]]

    def only(self, kept: list[int]) -> Matrix:
        return Matrix([self.columns[j] for j in kept])

    def dense(self, rows: NDArray[Any], dtype: str = "float64") -> NDArray[Any]:
        """These rows as one array."""
        import numpy as np

        found = np.empty((len(rows), len(self.columns)), dtype=dtype)
        for j, column in enumerate(self.columns):
            found[:, j] = column[rows]
        return found

    def moments(self, rows: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        """Mean and standard deviation (ddof=0) of each column over these rows."""
        import numpy as np

        mean, spread = np.empty(len(self.columns)), np.empty(len(self.columns))
        for j, column in enumerate(self.columns):
            values = column[rows]
            mean[j] = values.mean()
            spread[j] = np.sqrt(mean[j] * (1 - mean[j])) if values.dtype == "uint8" else values.std()
        return mean, spread

    def parts(
        self, rows: NDArray[Any], mean: NDArray[Any] | None = None, spread: NDArray[Any] | None = None
    ) -> Iterator[tuple[slice, NDArray[Any]]]:
        """(places among `rows`, those rows with a leading column of ones), block by block; standardised where mean and spread are given."""
        import numpy as np

        for start in range(0, len(rows), _BLOCK):
            some = rows[start : start + _BLOCK]
            block = np.empty((len(self.columns) + 1, len(some)))
            block[0] = 1.0
            for j, column in enumerate(self.columns):
                block[j + 1] = column[some]
            if mean is not None and spread is not None:
                block[1:] -= mean[:, None]
                block[1:] /= spread[:, None]
            yield slice(start, start + len(some)), block.T

    def times(self, beta: NDArray[Any], rows: NDArray[Any]) -> NDArray[Any]:
        """What the coefficients (intercept first) give for these rows."""
        import numpy as np

        found = np.empty(len(rows))
        for span, x in self.parts(rows):
            found[span] = x @ beta
        return found


def gram(matrix: Matrix, rows: NDArray[Any], mean: NDArray[Any], spread: NDArray[Any]) -> NDArray[Any]:
    """The sums of products of the standardised columns, the constant among them."""
    import numpy as np

    size = len(matrix.columns) + 1
    found: NDArray[Any] = np.zeros((size, size))
    for _, z in matrix.parts(rows, mean, spread):
        found += z.T @ z
    return found


def independent(matrix: Matrix, rows: NDArray[Any]) -> list[int]:
    """The columns that are no combination of the constant and earlier ones (tolerance 1e-9 of their variance), in order."""
    import numpy as np

    mean, spread = matrix.moments(rows)
    largest = [max(1.0, float(np.abs(column[rows]).max())) if column.dtype != "uint8" else 1.0 for column in matrix.columns]
    varying = [j for j in range(len(matrix.columns)) if spread[j] > 1e-12 * largest[j]]
    own = matrix.only(varying)
    products = gram(own, rows, mean[varying], spread[varying])[1:, 1:] / len(rows)
    kept: list[int] = []
    for j in range(len(varying)):
        if kept:
            beta = np.linalg.solve(products[np.ix_(kept, kept)], products[kept, j])
            if 1 - float(beta @ products[kept, j]) < 1e-9:
                continue
        kept.append(j)
    return [varying[j] for j in kept]
