from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from tools._context import ToolContext
from tools._errors import Refused
from tools._registry import tool
from tools._result import Table, ToolResult
from tools._text import Text
from tools.dataset._pick import not_numeric, numeric_columns, pick
from tools.dataset._say import code, heads, join, names, number, percent, plain
from tools.dataset._values import numbers
from tools.statistics._normality import shape
from tools.statistics._outcome import decimals
from tools.statistics._outlying import DEFAULTS, DEFINITIONS, LIMITS, SEED, Method, isolation, scores

if TYPE_CHECKING:
    import pandas as pd

    from tools.statistics._means import Sample

_SHOWN, _KEPT, _LIMIT = 20, 200, 20

_WHAT = Text(ko="이상치", en="outliers")
_METHODS = {
    "iqr": Text(ko="IQR {threshold}배", en="{threshold} × IQR"),
    "zscore": Text(ko="z점수 {threshold}", en="z-score {threshold}"),
    "modified_zscore": Text(ko="수정 z점수 {threshold}", en="modified z-score {threshold}"),
    "isolation_forest": Text(ko="격리숲", en="isolation forest"),
}
_FOUND = Text(
    ko="{columns}에서 {method} 기준으로 이상치가 있는 행은 {n}행 가운데 {count}행({share})이에요.",
    en="In {columns}, {count} of {n} rows ({share}) hold outliers by {method}.",
)
_NONE = Text(ko="{columns}에는 {method} 기준으로 이상치가 없어요({n}행).", en="{columns} has no outliers by {method} ({n} rows).")
_LIMITS = Text(
    ko="{column}: {low}보다 작은 값 {below}건, {high}보다 큰 값 {above}건.", en="{column}: {below} below {low}, {above} above {high}."
)
_EFFECT = Text(
    ko="빼고 계산하면 {column} 평균은 {mean}에서 {mean_without:로}, 표준편차는 {sd}에서 {sd_without:로} 바뀌어요.",
    en="Without them the mean of {column} goes from {mean} to {mean_without}, its standard deviation from {sd} to {sd_without}.",
)
_KEEP = Text(
    ko="드문 값이라고 틀린 값은 아니니, 잘못 적힌 것인지 확인한 뒤에만 빼세요.",
    en="Rare is not wrong: leave them out only if they prove to be errors.",
)
_SEED = Text(
    ko="격리숲은 몇 %를 이상치로 볼지 미리 정해야 해서, 여러 열을 함께 보고 가장 동떨어진 {share}를 골랐어요(시드 {seed}).",
    en="An isolation forest has to be told how many to pick: looking at the columns together, these are the {share} farthest out (seed {seed}).",
)
_MAD_ZERO = Text(
    ko="{column:는} 절반 넘게 같은 값이라 MAD가 0이어서 평균 절대편차로 대신 쟀어요.",
    en="More than half of {column} is the same value, so its MAD is 0; the mean absolute deviation was used instead.",
)
_FLAT = Text(
    ko="{column:는} 가운데 절반이 모두 같은 값이라 그와 다른 값은 전부 이상치로 잡혀요.",
    en="The middle half of {column} is all the same value, so any other value counts as an outlier.",
)
_MANY = Text(
    ko="10%가 넘는 행이 걸려요. 분포가 치우쳐 있을 때 흔한 일이니 기준(threshold)을 넓히거나 로그를 취해 보세요.",
    en="More than 10% of the rows are caught, as happens with skewed values: widen the threshold, or take logarithms.",
)
_NO_COLUMNS = Text(
    ko="이상치를 볼 숫자 열이 없어요. 값별 건수로 드문 값을 볼 수 있어요.",
    en="There is no numeric column to look at. Value counts would show rare values.",
)
_FEW = Text(
    ko="{columns}에 쓸 수 있는 행이 {n}개뿐이에요. 적어도 {least}행은 있어야 해요.",
    en="{columns}: only {n} usable rows; at least {least} are needed.",
)
_BAD_SHARE = Text(
    ko="격리숲의 threshold는 이상치로 볼 행의 비율이에요. 0보다 크고 0.5 이하로 적어 주세요. 예: 0.01",
    en="For an isolation forest, threshold is the share of rows to take as outliers: above 0 and up to 0.5, such as 0.01.",
)
_LEFT = Text(ko="값이 비어 있거나 무한대인 {missing}행은 뺐어요.", en="{missing} rows with a missing or infinite value were left out.")
_ROW_HEADS = Text(ko="행|열|점수", en="row|column|score")
_ROWS_TITLE = Text(ko="이상치가 있는 행(점수 큰 순)", en="Rows with outliers, farthest first")
_WITH_HEADS = Text(ko="열|구분|건수|평균|표준편차|중앙값|왜도", en="column|rows|n|mean|sd|median|skewness")
_WITH_TITLE = Text(ko="이상치를 넣고 뺀 통계", en="Statistics with and without outliers")
_WITH, _WITHOUT = Text(ko="모두", en="all"), Text(ko="이상치 제외", en="without outliers")


@tool(title=Text(ko="이상치를 찾는 중", en="looking for outliers"), needs_dataset=True, where=True)
def find_outliers(
    columns: Annotated[list[str] | None, Field(description="Numeric columns; all that measure something when left out")] = None,
    method: Annotated[
        Method, Field(description="iqr, zscore, modified_zscore (each column), or isolation_forest (rows over all columns)")
    ] = "iqr",
    threshold: Annotated[
        float | None,
        Field(
            gt=0,
            le=1000,
            description="iqr: multiples of the IQR (1.5); zscore: 3; modified_zscore: 3.5; isolation_forest: share of rows (0.01)",
        ),
    ] = None,
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Rows with unusual values, by one of four methods: "격리숲으로 이상치 찾아줘", "outliers by z-score in every column".

    Gives the rows with their numbers and scores, and the statistics of each column with and without them.
    """  # fmt: skip
    if method == "isolation_forest" and threshold is not None and threshold > 0.5:
        raise Refused("bad_threshold", _BAD_SHARE, choices=["0.01", "0.05"])
    picks = [pick(ctx, c) for c in columns or []]
    chosen = (list(dict.fromkeys(p.name for p in picks)) if columns else numeric_columns(ctx))[:_LIMIT]
    if not chosen:
        raise Refused("no_numeric_columns", _NO_COLUMNS)
    frame = _frame(ctx, chosen)
    limit = threshold if threshold is not None else DEFAULTS[method]
    if method == "isolation_forest":
        outlying, score, sources, facts = _together(frame, limit, chosen)
    else:
        outlying, score, sources, facts = _each(frame, method, limit, chosen)
    rows = _rows(frame, outlying, score, sources)
    complete = frame.dropna() if method == "isolation_forest" else frame.dropna(how="all")
    compared = {name: _with_and_without(frame, outlying, name, facts["columns"], method) for name in chosen}
    data: dict[str, Any] = {
        "method": method, "threshold": limit, "n": len(complete), "missing": len(frame) - len(complete), "count": int(outlying.sum()),
        "share": float(outlying.sum() / len(complete)), **facts, "statistics": compared, "rows": rows[:_KEPT], "rows_listed": min(len(rows), _KEPT),
        "seed": SEED if method == "isolation_forest" else None,
        "definition": f"{DEFINITIONS[method]}; row counts data rows from 1; sd: ddof=1; skewness G1",
    }  # fmt: skip
    text = join(*(p.note for p in picks), *_sentences(ctx, data, chosen))
    return ToolResult(text, data, _tables(ctx, data, frame, chosen))


def _frame(ctx: ToolContext, chosen: list[str]) -> pd.DataFrame:
    """The columns as floats, NaN where there is no finite number, with the rows' positions as index. Raises Refused."""
    import pandas as pd

    frame = ctx.frame(chosen)
    values: dict[str, Any] = {}
    for name in chosen:
        found = numbers(frame[name])
        if found is None:
            raise not_numeric(ctx, name, _WHAT)
        values[name] = found.values.astype("float64")
    numeric = pd.DataFrame(values, index=frame.index)
    complete = len(numeric.dropna())
    if complete < 3:
        raise Refused("too_few_values", _FEW, columns=names(chosen), n=complete, least=3)
    return numeric


def _each(frame: pd.DataFrame, method: str, threshold: float, chosen: list[str]) -> tuple[Sample, Sample, list[Any], dict[str, Any]]:
    """Column by column: a row is an outlier where one of its values is; its score is that of its farthest value."""
    import numpy as np

    n = len(frame)
    outlying, best, source = np.zeros(n, dtype=bool), np.full(n, -np.inf), np.zeros(n, dtype=int)
    facts: dict[str, Any] = {}
    for j, name in enumerate(chosen):
        values = frame[name].to_numpy()
        present = values[~np.isnan(values)]
        limits = LIMITS[method](present, threshold)
        low, high = values < limits.low, values > limits.high
        score = np.where(low | high, scores(np.nan_to_num(values, nan=limits.centre), limits, method), -np.inf)
        source[score > best] = j
        best = np.maximum(best, score)
        outlying |= low | high
        facts[name] = {
            "n": len(present), "lower": plain(limits.low), "upper": plain(limits.high), "below": int(low.sum()), "above": int(high.sum()),
            "note": limits.note,
        }  # fmt: skip
    return outlying, best, [chosen[j] for j in source], {"columns": facts}


def _together(frame: pd.DataFrame, share: float, chosen: list[str]) -> tuple[Sample, Sample, list[Any], dict[str, Any]]:
    import numpy as np

    complete = frame.notna().all(axis=1).to_numpy()
    outlying, score = np.zeros(len(frame), dtype=bool), np.full(len(frame), -np.inf)
    outlying[complete], score[complete], limit = isolation(frame.loc[complete].to_numpy(), share)
    return (
        outlying,
        score,
        [", ".join(chosen)] * len(frame),
        {"columns": {name: {"n": int(complete.sum())} for name in chosen}, "score_limit": limit},
    )


def _rows(frame: pd.DataFrame, outlying: Sample, score: Sample, sources: list[Any]) -> list[dict[str, Any]]:
    """The outlying rows, the farthest first: number (from 1), the column that stands out, values, score."""
    import numpy as np

    found = np.flatnonzero(outlying)
    order = found[np.argsort(-score[found], kind="stable")][:_KEPT]
    values = frame.iloc[order].to_dict("records")
    return [
        {
            "row": int(frame.index[i]) + 1,
            "column": sources[i],
            "score": plain(float(score[i])),
            "values": {str(k): _tidy(v) for k, v in line.items()},
        }
        for i, line in zip(order, values, strict=True)
    ]


def _tidy(value: float) -> Any:
    found = plain(value)
    return int(found) if isinstance(found, float) and found.is_integer() and abs(found) < 2**53 else found


def _with_and_without(frame: pd.DataFrame, outlying: Sample, name: str, limits: dict[str, Any], method: str) -> dict[str, Any]:
    """Of a column: its own outliers left out (of an isolation forest: the rows)."""
    values = frame[name]
    own = outlying if method == "isolation_forest" else ((values < limits[name]["lower"]) | (values > limits[name]["upper"])).to_numpy()
    used = frame.notna().all(axis=1) if method == "isolation_forest" else values.notna()
    return {"with": _describe(values[used].to_numpy()), "without": _describe(values[used & ~own].to_numpy())}


def _describe(values: Sample) -> dict[str, Any]:
    import numpy as np

    if not len(values):
        return {"n": 0, "mean": None, "sd": None, "median": None, "skewness": None}
    sd = float(values.std(ddof=1)) if len(values) > 1 else None
    skewness = shape(values)["skewness"] if len(values) > 2 else None
    return {"n": len(values), "mean": float(values.mean()), "sd": sd, "median": float(np.median(values)), "skewness": plain(skewness)}


def _sentences(ctx: ToolContext, data: dict[str, Any], chosen: list[str]) -> list[str]:
    method = ctx.say(_METHODS[data["method"]], threshold=number(data["threshold"]))
    shown = {"columns": names(chosen, 4), "method": method, "n": number(data["n"])}
    left = ctx.say(_LEFT, missing=number(data["missing"])) if data["missing"] else ""
    if not data["count"]:
        return [ctx.say(_NONE, **shown), left]
    said = [ctx.say(_FOUND, **shown, count=number(data["count"]), share=percent(data["count"], data["n"]))]
    for name, facts in list(data["columns"].items())[:3]:
        if facts.get("below") or facts.get("above"):
            limits = {"low": decimals(facts["lower"]), "high": decimals(facts["upper"])}
            said.append(ctx.say(_LIMITS, column=code(name), **limits, below=number(facts["below"]), above=number(facts["above"])))
        note = {"mad_is_zero": _MAD_ZERO, "flat_middle": _FLAT}.get(facts.get("note", ""))
        said.append(ctx.say(note, column=code(name)) if note else "")
    first = data["statistics"][chosen[0]]
    before, after = first["with"], first["without"]
    if after["n"] and before["n"] != after["n"]:
        changed = {"mean": decimals(before["mean"]), "mean_without": decimals(after["mean"])}
        said.append(ctx.say(_EFFECT, column=code(chosen[0]), **changed, sd=decimals(before["sd"]), sd_without=decimals(after["sd"])))
    said.append(ctx.say(_SEED, seed=SEED, share=percent(data["threshold"], 1)) if data["method"] == "isolation_forest" else "")
    said.append(ctx.say(_MANY) if data["share"] > 0.1 and data["method"] != "isolation_forest" else "")
    return [*said, ctx.say(_KEEP), left]


def _tables(ctx: ToolContext, data: dict[str, Any], frame: pd.DataFrame, chosen: list[str]) -> list[Table]:
    if not data["count"]:
        return []
    row, column, score = heads(ctx.language, _ROW_HEADS)
    shown = chosen[:8]
    lines = [[r["row"], *(r["values"][c] for c in shown), *([r["column"]] if len(chosen) > 1 and data["method"] != "isolation_forest" else []), round(r["score"], 3)] for r in data["rows"][:_SHOWN]]  # fmt: skip
    found = Table(
        [row, *shown, *([column] if len(chosen) > 1 and data["method"] != "isolation_forest" else []), score], lines, ctx.say(_ROWS_TITLE)
    )
    compared: list[list[Any]] = []
    for name, both in data["statistics"].items():
        for word, key in ((_WITH, "with"), (_WITHOUT, "without")):
            s = both[key]
            compared.append(
                [name, ctx.say(word), s["n"], *(None if s[k] is None else round(s[k], 4) for k in ("mean", "sd", "median", "skewness"))]
            )
    return [found, Table(heads(ctx.language, _WITH_HEADS), compared, ctx.say(_WITH_TITLE))]
