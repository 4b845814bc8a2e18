"""The answers of analyze_trend about a trend and a moving average."""

from __future__ import annotations

from typing import Any

from tools._context import ToolContext
from tools._errors import Refused
from tools._result import Table, ToolResult
from tools.dataset._pick import Picked
from tools.dataset._say import heads, join, number, percent, plain
from tools.statistics._outcome import decimals, p_text
from tools.time import _words as words
from tools.time._seasons import season_numbers
from tools.time._series import PER_YEAR, UNITS, Operation, Series, Unit, label, picture_of, read_series, rounded, rows_of, source_of
from tools.time._stats import trend_of


def _table(ctx: ToolContext, series: Series, extra: dict[str, Any] | None = None) -> Table:
    """The newest periods, the newest last."""
    more = extra or {}
    rows = []
    for i, row in list(enumerate(rows_of(series)))[-60:]:
        counted = [] if series.value is None else [row["n"]]  # a count is its own number of rows
        rows.append([row["period"], rounded(row["value"]), *counted, *(rounded(plain(float(v[i]))) for v in more.values())])
    columns = words.COUNT_HEADS if series.value is None else words.SERIES_HEADS
    return Table([*heads(ctx.language, columns, name=series.name(ctx)), *more], rows, "")


def trend(
    ctx: ToolContext, picked: Picked, value: Picked | None, operation: Operation | None, unit: Unit | None, _window: int, notes: list[str]
) -> ToolResult:
    """A straight line through the series, seasons held constant where there are two years of them. Raises Refused."""
    import numpy as np

    series = read_series(ctx, picked, value, operation, unit, lambda days: "month" if days >= 730 else "week" if days >= 84 else "day")
    y = series.values.to_numpy()
    if (~np.isnan(y)).sum() < 6:
        raise Refused("too_few_periods", words.FEW_PERIODS, n=int((~np.isnan(y)).sum()), unit=ctx.say(UNITS[series.unit]), least=6)
    seasons = _seasons_of(series)
    found = trend_of(y, seasons)
    year = PER_YEAR[series.unit]
    mean = float(np.nanmean(y))
    fitted = mean + found.slope * (np.arange(len(y)) - (len(y) - 1) / 2)
    direction = words.FLAT if found.low <= 0 <= found.high else words.UP if found.slope > 0 else words.DOWN
    share = percent(abs(found.slope) * year, abs(mean)) if mean else "-"
    span = {"first": label(series.values.index[0], series.unit), "last": label(series.values.index[-1], series.unit)}
    said = ctx.say(
        direction, name=series.name(ctx), unit=ctx.say(UNITS[series.unit]), slope=decimals(found.slope), low=decimals(found.low),
        high=decimals(found.high), year=decimals(found.slope * year), share=share, p=p_text(found.p), n=len(y), **span,
    )  # fmt: skip
    text = join(
        *notes, said, _held(ctx, series, found.seasonal), ctx.say(words.TREND_MEANING), *series.notes(ctx),
    )  # fmt: skip
    data = {
        **series.facts(), "slope": found.slope, "slope_error": plain(found.error), "interval": [plain(found.low), plain(found.high)], "level": 0.95,
        "p": plain(found.p), "slope_per_year": found.slope * year, "mean": mean, "theil_sen_slope": found.theil_sen, "hac_lags": found.lags,
        "seasons_held_constant": found.seasonal, "series": rows_of(series)[-2000:],
        "definition": "OLS on the number of the period (and a dummy a month, quarter or weekday where two cycles are there); Newey-West errors with "
        "floor(4(n/100)^(2/9)) lags and no small-sample correction (statsmodels cov_type=HAC), t interval with n - k degrees of freedom; Theil-Sen: median of all slopes",
    }  # fmt: skip
    from tools.time._pictures import line

    title = ctx.say(words.TREND_TITLE, name=series.name(ctx), unit=ctx.say(words.BY[series.unit]))
    labels = [label(p, series.unit) for p in series.values.index]
    names = (series.name(ctx), ctx.say(words.LINE))
    png = line(labels, y, fitted, names, series.name(ctx), title, (source_of(ctx, series),), ctx.language)
    return ToolResult(text, data, [_table(ctx, series)], [picture_of("trend", png, title, said)])


def _held(ctx: ToolContext, series: Series, seasonal: bool) -> str:
    """What was held constant, by the name of the cycle that such periods have."""
    if series.unit not in words.CYCLES:
        return ctx.say(words.NO_CYCLE)
    return ctx.say(words.HELD if seasonal else words.NOT_HELD, cycle=ctx.say(words.CYCLE_NAMES[series.unit]))


def _seasons_of(series: Series) -> Any:
    """The number of each period's season, or None where there are not two cycles of them."""
    if series.unit not in words.CYCLES or len(series.values) < 2 * words.CYCLES[series.unit] + 3:
        return None
    return season_numbers(series)


def moving(
    ctx: ToolContext, picked: Picked, value: Picked | None, operation: Operation | None, unit: Unit | None, window: int, notes: list[str]
) -> ToolResult:
    """The mean of each period and those just before it. Raises Refused."""
    series = read_series(ctx, picked, value, operation, unit, lambda days: "day", whole=False)
    if len(series.values) < window + 1:
        raise Refused("too_few_periods", words.FEW_PERIODS, n=len(series.values), unit=ctx.say(UNITS[series.unit]), least=window + 1)
    over = series.values.rolling(window, min_periods=window).mean()
    known = over.dropna()
    if known.empty:
        raise Refused("gaps", words.GAPS, n=int(series.values.isna().sum()), of=len(series.values), unit=ctx.say(UNITS[series.unit]))
    high, low = known.idxmax(), known.idxmin()
    said = ctx.say(
        words.MOVING, name=series.name(ctx), window=window, unit=ctx.say(UNITS[series.unit]), last=number(float(known.iloc[-1])),
        at=label(known.index[-1], series.unit), high=number(float(known.max())), high_at=label(high, series.unit), low=number(float(known.min())),
        low_at=label(low, series.unit),
    )  # fmt: skip
    text = join(*notes, said, ctx.say(words.MOVING_MEANING, window=window, unit=ctx.say(UNITS[series.unit])), *series.notes(ctx))
    rows = [{**row, "moving_average": plain(float(v))} for row, v in zip(rows_of(series), over, strict=True)]
    data = {
        **series.facts(), "window": window, "series": rows[-2000:],
        "definition": "mean of a period and the window - 1 before it; none where one of them is missing; periods without rows count 0 for counts and sums",
    }  # fmt: skip
    from tools.time._pictures import line

    title = ctx.say(words.MOVING_TITLE, name=series.name(ctx), window=window, unit=ctx.say(UNITS[series.unit]))
    labels = [label(p, series.unit) for p in series.values.index]
    names = (series.name(ctx), ctx.say(words.AVERAGE, window=window, unit=ctx.say(UNITS[series.unit])))
    png = line(labels, series.values.to_numpy(), over.to_numpy(), names, series.name(ctx), title, (source_of(ctx, series),), ctx.language)
    return ToolResult(text, data, [_table(ctx, series, {names[1]: over.to_numpy()})], [picture_of("moving_average", png, title, said)])
