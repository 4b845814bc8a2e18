"""The answer of k-means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tools._context import ToolContext
from tools._errors import Refused
from tools._result import Table
from tools.dataset._pick import numeric_columns
from tools.dataset._say import code, names, number, percent
from tools.models import _words as words
from tools.models._answer import Answer, Task, enough, headed
from tools.models._data import Levels
from tools.statistics._outcome import decimals

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LEAST, MOST_K = 10, 8
_SILHOUETTE, _SEARCHED = 3000, 6_000
_DEFINITION = (
    "k-means (scikit-learn, k-means++, n_init=10, random_state=seed) on columns standardised with ddof=0; silhouette: Euclidean, mean over a random"
    " sample of up to 3,000 rows (random_state=seed); stability: adjusted Rand index of all rows assigned by clusters of two random halves"
)


def standardised(ctx: ToolContext, task: Task) -> tuple[NDArray[Any], list[str], NDArray[Any], NDArray[Any]]:
    """(z, columns, mean, sd) of the columns that vary. Raises Refused for fewer than two."""
    import numpy as np

    enough(task, _LEAST, ctx)
    columns = {n: c for n, c in task.data.columns.items() if not isinstance(c, Levels) and c.min() < c.max()}
    if len(columns) < 2:
        numeric = numeric_columns(ctx)
        raise Refused(
            "too_few_columns", words.FEW_COLUMNS, choices=numeric, model=ctx.say(words.KINDS[task.kind]), numeric=names(numeric) or "-"
        )
    x = np.column_stack(list(columns.values()))
    mean, spread = x.mean(axis=0), x.std(axis=0)
    return (x - mean) / spread, list(columns), mean, spread


def cluster(ctx: ToolContext, task: Task) -> Answer:
    """Clusters of rows, their number given or by silhouette. Raises Refused."""
    import numpy as np

    z, columns, mean, spread = standardised(ctx, task)
    distinct = len(np.unique(z[:20_000], axis=0))
    if distinct < (task.k or 2):
        raise Refused("too_many_clusters", words.TOO_MANY_CLUSTERS, n=distinct, k=task.k or 2)
    searched = {} if task.k else _search(z, task.seed, min(MOST_K, distinct - 1))
    k = task.k or max(searched, key=lambda n: searched[n])
    model = _means(k, task.seed).fit(z)
    labels = _ranked(model.labels_, k)
    silhouette = _silhouette(z, labels, task.seed)
    stability = _stability(z, k, task.seed)
    sizes = np.bincount(labels, minlength=k)
    clusters: list[dict[str, Any]] = [
        {
            "cluster": i + 1, "n": int(sizes[i]), "share": float(sizes[i] / len(z)),
            "mean": {c: _settled(float(v), float(s)) for c, v, s in zip(columns, z[labels == i].mean(axis=0) * spread + mean, spread, strict=True)},
            "standardised": {c: float(v) for c, v in zip(columns, z[labels == i].mean(axis=0), strict=True)},
        }
        for i in range(k)
    ]  # fmt: skip
    word = next(text for floor, text in words.SILHOUETTE_WORDS if silhouette >= floor)
    says = [
        ctx.say(words.CLUSTERED, n=number(len(z)), k_columns=len(columns), columns=names(columns, 6), k=k),
        ctx.say(words.BEST_K, most=max(searched), k=k) if searched else "",
        ctx.say(words.SILHOUETTE, value=decimals(silhouette), word=ctx.say(word), ari=decimals(stability)),
        *(_described(ctx, c) for c in clusters[:6]),
    ]
    facts = {
        "k": k, "silhouette": silhouette, "silhouette_by_k": {str(n): v for n, v in searched.items()}, "stability_ari": stability, "inertia": float(model.inertia_),
        "columns": columns, "clusters": clusters,
    }  # fmt: skip
    rows = [[c["cluster"], c["n"], round(100 * c["share"], 1), *(float(f"{v:.4g}") for v in c["mean"].values())] for c in clusters]
    table = Table([*headed(ctx, words.CENTRE_HEADS), *columns][:20], [row[:20] for row in rows], ctx.say(words.CENTRES))
    return Answer(says, facts, _DEFINITION, "clusters", [table], [_picture(ctx, z, labels, k, clusters)])


def _settled(value: float, spread: float) -> float:
    """A mean that is off zero by rounding is zero."""
    return 0.0 if abs(value) < 1e-9 * spread else value


def _means(k: int, seed: int, starts: int = 10) -> Any:
    from sklearn.cluster import KMeans

    return KMeans(n_clusters=k, n_init=starts, random_state=seed)


def _ranked(labels: NDArray[Any], k: int) -> NDArray[Any]:
    """Cluster 0 is the largest."""
    import numpy as np

    order = np.argsort(-np.bincount(labels, minlength=k), kind="stable")
    rank = np.empty(k, dtype=int)
    rank[order] = np.arange(k)
    ranked: NDArray[Any] = rank[labels]
    return ranked


def _search(z: NDArray[Any], seed: int, most: int) -> dict[int, float]:
    """Silhouette by number of clusters, on a random part of many rows."""
    import numpy as np

    part = z if len(z) <= _SEARCHED else z[np.random.default_rng(seed).choice(len(z), _SEARCHED, replace=False)]
    return {k: _silhouette(part, _means(k, seed, 3).fit(part).labels_, seed) for k in range(2, max(3, most + 1))}


def _silhouette(z: NDArray[Any], labels: NDArray[Any], seed: int) -> float:
    import numpy as np
    from sklearn.metrics import silhouette_score

    part = np.arange(len(z)) if len(z) <= _SILHOUETTE else np.random.default_rng(seed).choice(len(z), _SILHOUETTE, replace=False)
    if not 1 < len(np.unique(labels[part])) < len(part):
        return 0.0
    return float(silhouette_score(z[part], labels[part]))


def _stability(z: NDArray[Any], k: int, seed: int) -> float:
    import numpy as np
    from sklearn.metrics import adjusted_rand_score

    order = np.random.default_rng(seed).permutation(len(z))[:_SEARCHED]
    half = len(order) // 2
    if half < 2 * k:
        return 0.0
    first, second = (_means(k, seed, 3).fit(z[part]).predict(z[order]) for part in (order[:half], order[half:]))
    return float(adjusted_rand_score(first, second))


def _described(ctx: ToolContext, found: dict[str, Any]) -> str:
    """What sets a cluster apart: the columns more than half a standard deviation from the mean, the farthest first."""
    away = sorted(found["standardised"].items(), key=lambda item: -abs(item[1]))
    told = [
        ctx.say(words.HIGHER if z > 0 else words.LOWER, column=code(c), mean=number(float(f"{found['mean'][c]:.4g}")))
        for c, z in away[:3]
        if abs(z) > 0.5
    ]
    name = ctx.say(words.CLUSTER, i=found["cluster"])
    return ctx.say(words.CLUSTER_IS, name=name, share=percent(found["share"], 1), columns=", ".join(told) or ctx.say(words.TYPICAL))


def _picture(ctx: ToolContext, z: NDArray[Any], labels: NDArray[Any], k: int, clusters: list[dict[str, Any]]) -> tuple[str, bytes, str]:
    import numpy as np

    from tools.models._pictures import cluster_dots

    values, vectors = np.linalg.eigh(z.T @ z / len(z))
    places = z @ vectors[:, [-1, -2]]
    shares = values[[-1, -2]] / values.sum()
    title = ctx.say(words.PICTURE["clusters"], k=k, n=number(len(z)))
    axes = ctx.say(words.CLUSTER_AXES, first=percent(float(shares[0]), 1), second=percent(float(shares[1]), 1))
    names_ = [f"{ctx.say(words.CLUSTER, i=c['cluster'])} {percent(c['share'], 1)}" for c in clusters]
    png = cluster_dots(places, labels, names_, title, (axes, ctx.say(words.FOOT_ALL, source=ctx.source, n=number(len(z)))))
    return title, png, " ".join(_described(ctx, c) for c in clusters)
