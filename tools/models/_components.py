"""The answer of a principal component analysis."""

from __future__ import annotations

from typing import Any

from tools._context import ToolContext
from tools._result import Table
from tools.dataset._say import names, number, percent
from tools.models import _words as words
from tools.models._answer import Answer, Task
from tools.models._clusters import standardised

_SHARE = 0.8
_LOADS = 0.5
_DEFINITION = (
    "eigenvalues of the correlation matrix (columns standardised with ddof=0); loadings = eigenvector * sqrt(eigenvalue) = correlation of column and"
    " component; the largest loading of a component is positive"
)


def components(ctx: ToolContext, task: Task) -> Answer:
    """Explained variance and loadings. Raises Refused for fewer than two numeric columns."""
    import numpy as np

    z, columns, _, _ = standardised(ctx, task)
    values, vectors = np.linalg.eigh(z.T @ z / len(z))
    values, vectors = np.maximum(values[::-1], 0), vectors[:, ::-1]
    vectors = vectors * np.sign(vectors[np.abs(vectors).argmax(axis=0), range(len(values))])
    shares = values / values.sum()
    total = np.cumsum(shares)
    needed = int(np.searchsorted(total, _SHARE - 1e-12) + 1)
    kaiser = int((values > 1).sum())
    loadings = vectors * np.sqrt(values)
    shown = min(len(values), max(2, min(kaiser, 4)))
    says = [
        ctx.say(
            words.COMPONENTS, n=number(len(z)), k=len(columns), first=percent(float(shares[0]), 1), second=percent(float(total[1]), 1), needed=needed,
            share=percent(_SHARE, 1), kaiser=kaiser,
        ),
        *(_told(ctx, i, loadings[:, i], columns) for i in range(shown)),
    ]  # fmt: skip
    facts: dict[str, Any] = {
        "columns": columns,
        "eigenvalues": [float(v) for v in values],
        "explained": [float(v) for v in shares],
        "cumulative": [float(v) for v in total],
        "components_for_80_percent": needed,
        "eigenvalues_above_one": kaiser,
        "loadings": [{"column": c, "loadings": [float(v) for v in loadings[j]]} for j, c in enumerate(columns)],
    }
    heads = [ctx.say(words.COMPONENT, i=i + 1) for i in range(min(len(values), 5))]
    rows: list[list[Any]] = [[c, *(round(float(v), 3) for v in loadings[j, : len(heads)])] for j, c in enumerate(columns)]
    table = Table(["", *heads], rows, ctx.say(words.LOADINGS))
    return Answer(says, facts, _DEFINITION, "components", [table], [_picture(ctx, shares, len(z), says[1])])


def _told(ctx: ToolContext, i: int, loads: Any, columns: list[str]) -> str:
    import numpy as np

    order = [int(j) for j in np.argsort(-np.abs(loads)) if abs(loads[j]) >= _LOADS][:4]
    if not order:
        order = [int(np.abs(loads).argmax())]
    listed = ", ".join(f"{names([columns[j]])}({loads[j]:+.2f})" for j in order)
    return ctx.say(words.LOADS, name=ctx.say(words.COMPONENT, i=i + 1), columns=listed)


def _picture(ctx: ToolContext, shares: Any, n: int, said: str) -> tuple[str, bytes, str]:
    from tools.models._pictures import scree

    title = ctx.say(words.PICTURE["scree"])
    png = scree([float(s) for s in shares], title, (ctx.say(words.FOOT_ALL, source=ctx.source, n=number(n)),), ctx.language)
    listed = ", ".join(f"{ctx.say(words.COMPONENT, i=i + 1)} {percent(float(s), 1)}" for i, s in enumerate(shares[:8]))
    return title, png, f"{listed}. {said}"
