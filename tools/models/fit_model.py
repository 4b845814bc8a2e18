from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from tools._calm import one_thread
from tools._context import ToolContext
from tools._errors import MissingInput
from tools._registry import tool
from tools._result import ToolResult
from tools._text import Text
from tools.dataset._pick import Picked, pick
from tools.dataset._say import names
from tools.models import _words as words
from tools.models._answer import Answer, Task, result_of
from tools.models._data import Data, chosen_features, read, subset
from tools.models._leaks import find_leaks
from tools.models._redundant import redundant

Kind = Literal["linear", "ridge", "logistic", "tree", "forest", "kmeans", "pca"]
UNSUPERVISED = ("kmeans", "pca")
# the most rows a model of each kind learns from; of more, a random part is used, and told
LIMITS = {
    "linear": 2_000_000, "ridge": 2_000_000, "logistic": 1_000_000, "tree": 200_000, "forest": 30_000, "kmeans": 200_000, "pca": 500_000,
}  # fmt: skip


class Settings(NamedTuple):
    test_share: float
    seed: int
    k: int | None
    max_depth: int | None


@tool(title=Text(ko="모형을 만드는 중", en="fitting a model"), needs_dataset=True, where=True)
def fit_model(
    kind: Annotated[
        Kind,
        Field(
            description="linear and ridge predict a number, logistic a yes or no, tree and forest either; kmeans makes clusters, pca components"
        ),
    ],
    target: Annotated[str | None, Field(description="column to predict; not for kmeans and pca")] = None,
    features: Annotated[
        list[str] | None,
        Field(description="columns to learn from; all that make sense, without those that give the target away, when left out"),
    ] = None,
    positive: Annotated[
        str | float | None,
        Field(description='which value of the target counts as yes, or a condition such as ">= 10"; a count is "> 0" by default'),
    ] = None,
    test_share: Annotated[float, Field(ge=0.05, le=0.5, description="share of rows held out for checking")] = 0.2,
    seed: Annotated[int, Field(ge=0, le=2**31 - 1, description="of the random split")] = 0,
    k: Annotated[int | None, Field(ge=2, le=12, description="clusters; chosen by silhouette when left out")] = None,
    max_depth: Annotated[int | None, Field(ge=1, le=12, description="of a tree; 4 when left out")] = None,
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Fit a model to the dataset: "ECLO를 선형회귀로 설명해줘", "로지스틱 회귀로 사망 예측", "k-means with 4 clusters", "주성분 분석".

    Told with scores on held-out rows beside a plain baseline, coefficients with 95% intervals or importances, and a picture. Warns of columns that give the target away.
    """  # fmt: skip
    with one_thread():
        return _fitted(ctx, kind, target, features, positive, Settings(test_share, seed, k, max_depth))


def _fitted(
    ctx: ToolContext, kind: Kind, target: str | None, features: list[str] | None, positive: str | float | None, settings: Settings
) -> ToolResult:
    picked = None if kind in UNSUPERVISED else _target(ctx, kind, target)
    picks, skipped = chosen_features(ctx, features, picked.name if picked else None, kind)
    data = read(ctx, picks, picked, kind, positive, LIMITS[kind], settings.seed)
    data.skipped = skipped
    notes = [p.note for p in [*([picked] if picked else []), *picks] if p.note]
    task = Task(
        kind, data, settings.seed, settings.test_share, notes=notes, max_depth=settings.max_depth, k=settings.k, asked=bool(features)
    )
    if data.target is not None and data.n > 1:
        _settle_leaks(task, asked=task.asked)
    if not task.asked and data.n > 1:
        task.data = _without_redundant(task.data, kind)
    return result_of(ctx, task, _FITTED[kind](ctx, task))


def _target(ctx: ToolContext, kind: str, target: str | None) -> Picked:
    wanted = target or ctx.need_dataset().profile.roles.target
    if wanted is None:
        from tools.dataset._pick import numeric_columns

        choices = numeric_columns(ctx)[:8]
        raise MissingInput(
            words.WHICH_TARGET, ["target"], {"kind": kind}, choices, model=ctx.say(words.KINDS[kind]), columns=names(choices)
        )
    return pick(ctx, wanted)


def _settle_leaks(task: Task, *, asked: bool) -> None:
    """Columns that give the target away stay, with a warning, where they were named; else they are taken out, and that is told."""
    found = find_leaks(task.data, task.target)
    if asked:
        task.leaks = found
        return
    gone = {leak.column for leak in found}
    kept = [name for name in task.data.columns if name not in gone]
    if kept:
        task.dropped, task.data = found, subset(task.data, kept)
    else:
        task.leaks = found


def _without_redundant(data: Data, kind: str) -> Data:
    gone = redundant(data, kind)
    out = {name for columns in gone.values() for name in columns}
    kept = [name for name in data.columns if name not in out]
    if not out or not kept:
        return data
    data.skipped = {**data.skipped, **gone}
    return subset(data, kept)


def _regress(ctx: ToolContext, task: Task) -> Answer:
    from tools.models._linear import regress

    return regress(ctx, task)


def _classify(ctx: ToolContext, task: Task) -> Answer:
    from tools.models._linear import classify

    return classify(ctx, task)


def _grow(ctx: ToolContext, task: Task) -> Answer:
    from tools.models._trees import grow

    return grow(ctx, task)


def _cluster(ctx: ToolContext, task: Task) -> Answer:
    from tools.models._clusters import cluster

    return cluster(ctx, task)


def _components(ctx: ToolContext, task: Task) -> Answer:
    from tools.models._components import components

    return components(ctx, task)


_FITTED: dict[str, Callable[[ToolContext, Task], Answer]] = {
    "linear": _regress, "ridge": _regress, "logistic": _classify, "tree": _grow, "forest": _grow, "kmeans": _cluster, "pca": _components,
}  # fmt: skip
