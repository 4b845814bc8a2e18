"""The answers of a decision tree and a random forest."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from tools._context import ToolContext
from tools._result import Table
from tools.dataset._calendar import calendar_of
from tools.dataset._say import code, names, number, percent
from tools.models import _checked
from tools.models import _words as words
from tools.models._answer import Answer, Task, built, enough, event_of, footer, headed, score_table, shown_term, split, verdict
from tools.models._design import Design, design_of
from tools.models._linear import bins_of
from tools.models._scores import Scores, confusion, of_classes, of_numbers
from tools.statistics._outcome import decimals

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LEAST, DEPTH, TREES = 40, 4, 100
_REPEATS, _SHUFFLED = 5, 10_000
_SHOWN = 12
_MIXED = 0.01  # a chance of exactly zero would cost infinitely much once it is wrong
_SPLIT = "split: sklearn train_test_split(test_size, random_state=seed, stratified for classes) of the complete rows in order"
DEFINITIONS = {
    "tree": f"CART (scikit-learn), one 0/1 column a level, min_samples_leaf = max(5, 1% of the training rows); {_SPLIT}",
    "forest": f"random forest (scikit-learn), one 0/1 column a level, a third of the columns a split, min_samples_leaf 5; {_SPLIT}",
}
_IMPORTANCE = "chances are mixed with 1% of the overall shares; importance: mean increase of the loss (RMSE; log loss for classes) when all of a column's values are shuffled together in held-out rows, 5 times"


def grow(ctx: ToolContext, task: Task) -> Answer:
    """A tree or a forest for a number or for classes. Raises Refused."""
    import numpy as np

    enough(task, _LEAST, ctx)
    train, test = split(task)
    design = design_of(task.data, reference=False)
    number_target = task.target.task == "number"
    y = task.target.y if number_target else task.target.y.astype(int)
    least = max(5, round(0.01 * len(train))) if task.kind == "tree" else 5
    model = _model(task, least)
    model.fit(design.x.dense(train, "float32"), y[train])

    counts = np.ones(1) if number_target else np.bincount(y[train])
    shares = counts[counts > 0] / counts.sum()

    def predict(x: NDArray[Any]) -> NDArray[Any]:
        if number_target:
            return np.asarray(model.predict(x))
        return np.asarray((1 - _MIXED) * model.predict_proba(x) + _MIXED * shares)

    x_test = design.x.dense(test, "float32")
    predicted = predict(x_test)
    if number_target:
        said, scores, baseline, more = _numbers(ctx, y[train], y[test], predicted)
    else:
        said, scores, baseline, more = _classes(ctx, task, y[train], y[test], predicted)
    importances = _importances(design, x_test, y[test], predict, task.seed)
    facts: dict[str, Any] = {
        "split": {"train": len(train), "test": len(test), "share": task.share, "seed": task.seed},
        "scores": scores, "baseline": baseline, "importance": importances, "min_samples_leaf": least, **more,
    }  # fmt: skip
    says = [built(ctx, task, len(train), len(test)), *said]
    tables = [score_table(ctx, scores, baseline), _table(ctx, importances, number_target)]
    if task.kind == "tree":
        facts |= {
            "max_depth": task.max_depth or DEPTH,
            "depth": int(model.get_depth()),
            "leaves": int(model.get_n_leaves()),
            "nodes": _nodes(model, design),
        }
        says.append(ctx.say(words.TREE_SHAPE, depth=facts["depth"], leaves=facts["leaves"], least=number(least)))
        says += [ctx.say(words.TREE_FIRST, rule=code(_rule(ctx, design, facts["nodes"][0])))] if facts["leaves"] > 1 else []
    else:
        facts |= {"trees": TREES, "max_depth": task.max_depth}
        says.append(ctx.say(words.FOREST_SHAPE, trees=TREES, least=least))
    says.append(_important(ctx, importances))
    sizes = len(train), len(test)
    pictures = [_picture(ctx, task, design, facts, sizes, number_target)]
    if "classes" in facts:
        pictures.append(_checked.grid(ctx, task, facts["confusion"]["counts"], facts["classes"], sizes))
    elif number_target:
        pictures.append(_checked.predicted(ctx, task, facts["predicted_actual"], sizes))
    else:
        pictures.append(_checked.curve(ctx, task, y[test], predicted[:, 1], scores["roc_auc"], sizes))
    return Answer(says, facts, f"{DEFINITIONS[task.kind]}; {_IMPORTANCE}", "importance", tables, pictures, None)


def _model(task: Task, least: int) -> Any:
    from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
    from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

    numeric = task.target.task == "number"
    if task.kind == "tree":
        kind: Any = DecisionTreeRegressor if numeric else DecisionTreeClassifier
        return kind(max_depth=task.max_depth or DEPTH, min_samples_leaf=least, random_state=task.seed)
    forest: Any = RandomForestRegressor if numeric else RandomForestClassifier
    return forest(
        n_estimators=TREES, min_samples_leaf=least, max_features=1 / 3, max_depth=task.max_depth, random_state=task.seed, n_jobs=2
    )


def _numbers(ctx: ToolContext, train: Any, test: Any, predicted: Any) -> tuple[list[str], Scores, Scores, dict[str, Any]]:
    middle = float(train.mean())
    scores, baseline = of_numbers(test, predicted, middle)
    gain = 1 - float(scores["rmse"] or 0) / (float(baseline["rmse"] or 0) or 1)
    said = ctx.say(
        words.NUMBER_SCORE, r2=decimals(scores["r_squared"], 3), rmse=number(scores["rmse"]), mean=number(middle), plain=number(baseline["rmse"]),
        verdict=verdict(ctx, gain),
    )  # fmt: skip
    return [said], scores, baseline, {"train_mean": middle, "predicted_actual": bins_of(test, predicted)}


def _classes(ctx: ToolContext, task: Task, train: Any, test: Any, chances: Any) -> tuple[list[str], Scores, Scores, dict[str, Any]]:
    import numpy as np

    shares = np.bincount(train, minlength=chances.shape[1]) / len(train)
    shares, present = (shares[shares > 0], np.flatnonzero(shares)) if chances.shape[1] < len(shares) else (shares, np.arange(len(shares)))
    place = {int(k): i for i, k in enumerate(present)}
    actual = np.array([place.get(int(k), 0) for k in test])
    two = task.target.task == "yes_no"
    called = (chances[:, 1] >= shares[1]).astype(int) if two else chances.argmax(axis=1)
    scores, baseline = of_classes(actual, chances, shares, called)
    table = confusion(actual, called, len(shares))
    rate, plain_rate = (float(s["accuracy"] or 0) for s in (scores, baseline))
    gain = (
        1 - float(scores["log_loss"] or 0) / (float(baseline["log_loss"] or 0) or 1)
        if two
        else (rate - plain_rate) / ((1 - plain_rate) or 1)
    )
    facts: dict[str, Any] = {"confusion": {"rows": "actual", "columns": "called", "counts": table}}
    if two:
        rate = float(shares[1])
        said = [
            ctx.say(
                words.YES_NO_SCORE, auc=decimals(scores["roc_auc"], 3), loss=decimals(scores["log_loss"], 4), rate=percent(rate, 1),
                plain=decimals(baseline["log_loss"], 4), verdict=verdict(ctx, gain),
            ),
            ctx.say(
                words.CALIBRATION, cut=percent(rate, 1), event=event_of(ctx, task.target), positives=number(sum(table[1])),
                found=number(table[1][1]), negatives=number(sum(table[0])), wrong=number(table[0][1]),
            ),
        ]  # fmt: skip
        return said, scores, baseline, {**facts, "event_share": rate, "cut": rate, "predicted_actual": bins_of(test, chances[:, 1])}
    common = task.target.classes[int(present[int(shares.argmax())])]
    said = [
        ctx.say(
            words.CLASS_SCORE, accuracy=percent(scores["accuracy"] or 0, 1), common=common, plain=percent(baseline["accuracy"] or 0, 1),
            verdict=verdict(ctx, gain),
        )
    ]  # fmt: skip
    return said, scores, baseline, {**facts, "classes": [task.target.classes[int(i)] for i in present]}


def _importances(design: Design, x: NDArray[Any], y: NDArray[Any], predict: Any, seed: int) -> list[dict[str, Any]]:
    """Of each column of the data, the most important first: all its terms are shuffled together."""
    import numpy as np

    x, y = x[:_SHUFFLED], y[:_SHUFFLED]
    rng = np.random.default_rng(seed)

    def loss(values: NDArray[Any]) -> float:
        guess = predict(values)
        if guess.ndim == 1:
            return float(np.sqrt(((y - guess) ** 2).mean()))
        return float(-np.log(np.clip(guess[np.arange(len(y)), np.minimum(y, guess.shape[1] - 1)], 1e-15, 1)).mean())

    plain = loss(x)
    found = []
    for column, places in design.blocks.items():
        rises = []
        for _ in range(_REPEATS):
            shuffled = x.copy()
            shuffled[:, places] = x[rng.permutation(len(x))][:, places]
            rises.append(loss(shuffled) - plain)
        found.append({"column": column, "importance": float(np.mean(rises)), "sd": float(np.std(rises, ddof=1))})
    return sorted(found, key=lambda row: -row["importance"])


def _important(ctx: ToolContext, importances: list[dict[str, Any]]) -> str:
    clear = [row["column"] for row in importances if row["importance"] > 2 * row["sd"] and row["importance"] > 0]
    return ctx.say(words.IMPORTANT, columns=names(clear, 4)) if clear else ctx.say(words.NONE_IMPORTANT)


def _table(ctx: ToolContext, importances: list[dict[str, Any]], numeric: bool) -> Table:
    rows = [[row["column"], float(f"{row['importance']:.4g}"), float(f"{row['sd']:.2g}")] for row in importances]
    return Table(headed(ctx, words.IMPORTANCE_HEADS), rows[:99], ctx.say(words.IMPORTANCE, loss="RMSE" if numeric else "log loss"))


def _nodes(model: Any, design: Design) -> list[dict[str, Any]]:
    """The tree as data: a node's column, level or threshold, rows, value, and the places of its children (yes, no)."""
    tree = model.tree_
    found = []
    for i in range(tree.node_count):
        node: dict[str, Any] = {"rows": int(tree.n_node_samples[i]), "value": [float(v) for v in tree.value[i][0]]}
        if tree.children_left[i] >= 0:
            term = design.terms[int(tree.feature[i])]
            low, high = int(tree.children_left[i]), int(tree.children_right[i])
            node |= {"column": term.column, "level": term.level and term.level.replace("\0rest", "(others)"), "term": int(tree.feature[i])}
            # a level's column is 1 where the row has it: "yes" is the upper side; for a number "yes" is below the threshold
            node |= {"yes": high, "no": low} if term.level is not None else {"threshold": float(tree.threshold[i]), "yes": low, "no": high}
        found.append(node)
    return found


def _rule(ctx: ToolContext, design: Design, node: dict[str, Any]) -> str:
    shown = shown_term(ctx, design.terms[node["term"]])
    if "threshold" not in node:
        return shown
    threshold = math.floor(node["threshold"]) if design.is_whole(node["term"]) else node["threshold"]
    year = calendar_of(design.terms[node["term"]].column, [int(threshold), int(threshold) + 1])
    return f"{shown} ≤ {threshold if year is not None and year.kind == 'year' else number(threshold)}"


def _picture(ctx: ToolContext, task: Task, design: Design, facts: dict[str, Any], sizes: tuple[int, int], numeric: bool) -> tuple[str, bytes, str]:  # fmt: skip
    foot = footer(ctx, *sizes)
    target = event_of(ctx, task.target).replace("`", "")
    if task.kind == "tree" and facts["leaves"] > 1:
        from tools.models._treesketch import sketch

        title = ctx.say(words.PICTURE["tree"], target=target)
        rules = {i: _rule(ctx, design, n) for i, n in enumerate(facts["nodes"]) if "yes" in n}
        classes = None if numeric or task.target.task == "yes_no" else task.target.classes
        png, told = sketch(facts["nodes"], rules, title, foot, ctx.language, numeric=numeric, classes=classes)
        return title, png, told
    from tools.models._pictures import importance_bars

    title = ctx.say(words.PICTURE["importance"], target=target)
    rows = [(r["column"], r["importance"], r["sd"]) for r in facts["importance"][:_SHOWN]]
    axis = ctx.say(words.IMPORTANCE, loss="RMSE" if numeric else "log loss")
    told = ", ".join(f"{name} {value:.3g}" for name, value, _ in rows)
    return title, importance_bars(rows, title, axis, (foot,), ctx.language), told
