"""Numbers and categories as one matrix: a 0/1 column a level but the reference, rare levels pooled, combinations of others left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tools.models._data import Data, Levels
from tools.models._matrix import Matrix, independent

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_LEVELS = 31
POOLED = "\0rest"


@dataclass(frozen=True, slots=True)
class Term:
    """One column of the matrix: of which column of the data, and of which level (None for a number)."""

    column: str
    level: str | None = None


@dataclass(slots=True)
class Design:
    """`references`: the level that the others are compared with; `pooled`: rare levels taken together, by column;
    `aliased`: terms that follow from others and are left out."""

    x: Matrix
    terms: list[Term]
    references: dict[str, str]
    pooled: dict[str, list[str]] = field(default_factory=dict)
    aliased: list[Term] = field(default_factory=list)

    @property
    def blocks(self) -> dict[str, list[int]]:
        """The places of each column of the data in the matrix."""
        found: dict[str, list[int]] = {}
        for i, term in enumerate(self.terms):
            found.setdefault(term.column, []).append(i)
        return found

    def is_whole(self, term: int) -> bool:
        """Does the term's column hold whole numbers only?"""
        column = self.x.columns[term]
        return column.dtype == "uint8" or bool((column % 1 == 0).all())

    def only(self, kept: list[int]) -> Design:
        gone = [t for i, t in enumerate(self.terms) if i not in set(kept)]
        return Design(self.x.only(kept), [self.terms[i] for i in kept], self.references, self.pooled, [*self.aliased, *gone])


def design_of(data: Data, *, reference: bool = True, outcome: NDArray[Any] | None = None) -> Design:
    """The matrix of all rows. Without `reference` every level has its column (trees have no use for one that is left out).

    `outcome` is 0 or 1 a row, NaN where the row does not count: levels that have only one of the two are pooled as rare ones are.
    """
    import numpy as np

    parts: list[NDArray[Any]] = []
    terms: list[Term] = []
    references: dict[str, str] = {}
    pooled: dict[str, list[str]] = {}
    for name, column in data.columns.items():
        if not isinstance(column, Levels):
            parts.append(column)
            terms.append(Term(name))
            continue
        kept, rare = _levels(column, data.n, outcome)
        if rare:
            pooled[name] = [column.names[i] for i in rare]
        if reference and kept:
            references[name] = column.names[kept[0]]
        for level in kept[1:] if reference else kept:
            parts.append((column.codes == level).view("uint8"))
            terms.append(Term(name, column.names[level]))
        if rare:
            among = np.zeros(len(column.names), dtype="uint8")
            among[rare] = 1
            parts.append(among[column.codes])
            terms.append(Term(name, POOLED))
    return Design(Matrix(parts), terms, references, pooled)


def _levels(column: Levels, n: int, outcome: NDArray[Any] | None) -> tuple[list[int], list[int]]:
    """(levels of their own, the most frequent first; rare or one-sided ones, together no rarer or more one-sided than one of their own may be)."""
    import numpy as np

    least = max(5, min(20, n // 40))
    counts = np.bincount(column.codes, minlength=len(column.names))
    mixed = _mixed(column, outcome)
    order = [int(i) for i in np.argsort(-counts, kind="stable") if counts[i]]
    kept = [i for i in order[:MOST_LEVELS] if counts[i] >= least and mixed([i])] or order[:1]
    rare = [i for i in order if i not in kept]
    while rare and len(kept) > 1 and (counts[rare].sum() < least or not mixed(rare)):
        rare.insert(0, kept.pop())
    return kept, rare


def _mixed(column: Levels, outcome: NDArray[Any] | None) -> Callable[[list[int]], bool]:
    """Whether some levels together have rows of both outcomes; always so where there is no outcome to look at."""
    import numpy as np

    if outcome is None:
        return lambda _: True
    found = [np.bincount(column.codes[outcome == side], minlength=len(column.names)) for side in (0, 1)]
    return lambda some: all(bool(counts[some].any()) for counts in found)


def usable(design: Design, train: NDArray[Any]) -> Design:
    """Without the terms that never vary in the training rows or follow from earlier ones there."""
    kept = independent(design.x, train)
    return design if len(kept) == len(design.terms) else design.only(kept)
