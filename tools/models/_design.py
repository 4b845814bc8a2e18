"""Numbers and categories as one matrix: a 0/1 column a level but the reference, rare levels pooled, combinations of others left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tools.models._data import Data, Levels
from tools.models._regression import independent

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
    """`x`: n x p. `references`: the level that the others are compared with; `pooled`: rare levels taken together, by column;
    `aliased`: terms that follow from others and are left out."""

    x: NDArray[Any]
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

    def only(self, kept: list[int]) -> Design:
        gone = [t for i, t in enumerate(self.terms) if i not in set(kept)]
        return Design(self.x[:, kept], [self.terms[i] for i in kept], self.references, self.pooled, [*self.aliased, *gone])


def design_of(data: Data, *, reference: bool = True) -> Design:
    """The matrix of all rows. Without `reference` every level has its column (trees have no use for one that is left out)."""
    import numpy as np

    parts: list[NDArray[Any]] = []
    terms: list[Term] = []
    references: dict[str, str] = {}
    pooled: dict[str, list[str]] = {}
    for name, column in data.columns.items():
        if not isinstance(column, Levels):
            parts.append(column[:, None])
            terms.append(Term(name))
            continue
        kept, rare = _levels(column, data.n)
        if rare:
            pooled[name] = [column.names[i] for i in rare]
        if reference and kept:
            references[name] = column.names[kept[0]]
        shown = kept[1:] if reference else kept
        if shown:
            parts.append((column.codes[:, None] == np.array(shown)).astype("float64"))
            terms += [Term(name, column.names[i]) for i in shown]
        if rare:
            parts.append(np.isin(column.codes, rare).astype("float64")[:, None])
            terms.append(Term(name, POOLED))
    return Design(np.concatenate(parts, axis=1), terms, references, pooled)


def _levels(column: Levels, n: int) -> tuple[list[int], list[int]]:
    """(levels of their own, the most frequent first; rare ones, which together are no less frequent than the least of them may be)."""
    import numpy as np

    least = max(5, min(20, n // 40))
    counts = np.bincount(column.codes, minlength=len(column.names))
    order = [int(i) for i in np.argsort(-counts, kind="stable") if counts[i]]
    kept = [i for i in order[:MOST_LEVELS] if counts[i] >= least] or order[:1]
    rare = [i for i in order if i not in kept]
    while rare and len(kept) > 1 and counts[rare].sum() < least:
        rare.insert(0, kept.pop())
    return kept, rare


def usable(design: Design, train: NDArray[Any]) -> Design:
    """Without the terms that never vary in the training rows or follow from earlier ones there."""
    kept = independent(design.x[train])
    return design if len(kept) == len(design.terms) else design.only(kept)
