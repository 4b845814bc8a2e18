"""A calendar: every day a cell, weeks side by side, a strip for each year."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tools._errors import Refused
from tools._text import Language, Text
from tools.draw import _words as words
from tools.draw._bars import operation_of
from tools.draw._figure import (
    DPI,
    INK,
    MARGIN,
    MUTED,
    NOTE,
    PAPER,
    SEQUENTIAL,
    WIDTH,
    Picture,
    clean,
    compact,
    frame,
    number,
    points,
    sheet,
)
from tools.draw._say import finish, footer, measure
from tools.draw._tidy import Operation, Question, need_number, plain, tidy

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

_MOST_YEARS = 12
_LEFT = 110  # pixels for names of weekdays
_SCALE = 110  # pixels for the scale of colours below
_NO_DATE = Text(
    ko="달력 히트맵에는 날짜 열이 필요한데 `{x}` 열은 날짜가 아니에요. 날짜 열: {listed}",
    en="A calendar needs a column of dates, and `{x}` is none. Columns of dates: {listed}",
)


@dataclass(frozen=True, slots=True)
class _Strip:
    """Days from `first` to `last`, in columns of weeks that begin on Mondays, cells of `cell` x `tall` pixels."""

    name: str
    first: Any
    last: Any
    weeks: int
    cell: float
    tall: float


def calendar(data: pd.DataFrame, question: Question) -> Picture:
    """One value a day: a count of rows or an aggregate of y. Raises Refused when x holds no dates."""
    question = replace(question, group=None)
    operation = operation_of(question)
    rows = tidy(data, question)
    if rows.sorts["x"] != "time":
        choices = [name for name, kind in question.kinds.items() if kind in ("date", "datetime")]
        raise Refused("not_a_date", _NO_DATE, choices, x=question.x, listed=", ".join(choices) or "–")
    if operation != "count":
        need_number(rows, "y", question)
    years = sorted(set(rows.frame["x"].dt.year))
    shown = years[-_MOST_YEARS:]
    days, sizes = _days(rows.frame, operation, shown)
    strips = _strips(days, shown)
    key = "day_value" if operation != "count" else "day_count_y" if question.y else "day_count"
    title = words.TITLES[key].say(question.language, y=question.y, operation=words.OPERATIONS[operation].say(question.language))
    title = title[:1].upper() + title[1:]
    hidden = len(years) - len(shown)
    notes = [words.YEARS_HIDDEN.say(question.language, shown=len(shown), n=hidden)] if hidden else []
    figure = sheet(round(110 + 40 * (len(notes) + 1) + _SCALE + sum(s.tall * 7 + NOTE * 2.9 for s in strips)))
    top, _ = frame(figure, title, footer=(*notes, *footer(question, rows.left_out)))
    _paint(figure, top, strips, days, question, operation)
    blank = int(days.isna().sum())
    said = [_finding(days, operation, question.language), *notes]
    said += [words.DAYS_NONE.say(question.language, n=f"{blank:,}")] if blank else []
    values = [
        {"day": day.strftime("%Y-%m-%d"), "value": plain(value), "n": int(n)} for day, value, n in zip(days.index, days, sizes, strict=True)
    ]
    facts = {"operation": operation, "values": values, "years_hidden": hidden}
    return finish(question, "calendar", figure, title=title, said=" ".join(said), left_out=rows.left_out, facts=facts)


def _days(table: pd.DataFrame, operation: Operation, years: list[int]) -> tuple[pd.Series[float], pd.Series[int]]:
    """(value of each day, its rows), over the days of `years` from the first to the last day that has rows.

    A day without rows counts 0, and has no average. Years without any row are no days: a mistyped year makes no empty decades.
    """
    import pandas as pd

    day = table["x"].dt.normalize()
    grouped = table.groupby(day)
    sizes = grouped.size()
    values = sizes.astype(float) if operation == "count" else grouped["y"].agg(operation).astype(float)
    first, last = day.min(), day.max()
    ends = [(max(first, pd.Timestamp(year, 1, 1)), min(last, pd.Timestamp(year, 12, 31))) for year in years]
    span = pd.DatetimeIndex([d for start, end in ends for d in pd.date_range(start, end, freq="D")])
    return values.reindex(span, fill_value=0.0 if operation in ("count", "sum") else float("nan")), sizes.reindex(span, fill_value=0)


def _strips(days: pd.Series[float], years: list[int]) -> list[_Strip]:
    """A strip a year; with few years two of half a year each, for their cells are twice as large."""
    import pandas as pd

    room = WIDTH - 2 * MARGIN - _LEFT
    out = []
    for year in years:
        halves = ((1, 6), (7, 12)) if len(years) <= 3 else ((1, 12),)
        for start, end in halves:
            first = pd.Timestamp(year, start, 1)
            last = pd.Timestamp(year, end, 31 if end == 12 else 30)
            if last < days.index[0] or first > days.index[-1]:
                continue
            most = 28 if len(halves) == 2 else 54
            weeks = (last - first).days + first.weekday()
            cell = room / most
            out.append(_Strip(str(year), first, last, weeks // 7 + 1, cell, min(cell, 38.0) if len(halves) == 2 else cell * 1.15))
    return out


def _paint(figure: Figure, top: float, strips: list[_Strip], days: pd.Series[float], question: Question, operation: Operation) -> None:
    import numpy as np
    from matplotlib.colors import Normalize

    height, say = figure.get_figheight() * DPI, question.language
    low, high = float(np.nanmin(days)), float(np.nanquantile(days, 0.995))
    scale = Normalize(low, high if high > low else low + 1)
    shown = None
    for strip in strips:
        top += NOTE * 2.2
        wide, tall = strip.weeks * strip.cell, strip.tall * 7
        axes = figure.add_axes(((MARGIN + _LEFT) / WIDTH, 1 - (top + tall) / height, wide / WIDTH, tall / height))
        grid = np.full((7, strip.weeks), np.nan)
        part = days[(days.index >= strip.first) & (days.index <= strip.last)]
        place = (part.index - strip.first).days.to_numpy() + strip.first.weekday()
        grid[place % 7, place // 7] = part.to_numpy()
        line = 2.0 if strip.cell > 30 else 1.0
        shown = axes.pcolormesh(np.ma.masked_invalid(grid), cmap=SEQUENTIAL, norm=scale, edgecolors=PAPER, linewidth=line)
        axes.set_xlim(0, strip.weeks)
        axes.set_ylim(7, 0)
        axes.set_axis_off()
        _months(figure, axes, strip, top, height, say)
        top += tall + NOTE * 0.7
    if shown is not None:
        _scale(figure, shown, top, height, measure(question, operation), say, bool(float(np.nanmax(days)) > high))


def _months(figure: Figure, axes: Any, strip: _Strip, top: float, height: float, language: Language) -> None:
    """Names of months above, of weekdays left, the year above them; a line where a month begins."""
    import pandas as pd

    def text(x: float, y: float, said: str, **how: Any) -> None:
        figure.text(x / WIDTH, 1 - y / height, said, **{"fontsize": points(NOTE), "color": MUTED, "va": "center", **how})

    left = MARGIN + _LEFT
    text(MARGIN, top - NOTE * 0.85, strip.name, color=INK, weight="bold")
    narrow = strip.cell < 30 and language == "en"
    for first in pd.date_range(strip.first, strip.last, freq="MS"):
        place = (first - strip.first).days + strip.first.weekday()
        week, weekday = divmod(place, 7)
        name = first.strftime("%b")
        centre = left + (week + 2.6) * strip.cell
        text(centre, top - NOTE * 0.85, words.MONTH.say(language, month=first.month, name=name[:3] if not narrow else name), ha="center")
        if first != strip.first:
            xs, ys = ([week + 1, week + 1, week, week], [0, weekday, weekday, 7]) if weekday else ([week, week], [0, 7])
            axes.plot(xs, ys, color=MUTED, linewidth=2, clip_on=False)
    names = words.WEEKDAYS.say(language).split()
    for i in range(7) if strip.tall >= 30 else (0, 2, 4, 6):
        text(left - 14, top + (i + 0.5) * strip.tall, names[i], ha="right", fontsize=points(min(NOTE, strip.tall * 1.25)))


def _scale(figure: Figure, shown: Any, top: float, height: float, name: str, language: Language, more: bool) -> None:
    """The scale of colours, lying below the strips."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    label = clean(name, 620, NOTE)
    figure.text(MARGIN / WIDTH, 1 - (top + 34) / height, label, fontsize=points(NOTE), color=MUTED, va="center")
    wide = 420
    axes = figure.add_axes(((WIDTH - MARGIN - wide - 30) / WIDTH, 1 - (top + 46) / height, wide / WIDTH, 24 / height))
    bar = figure.colorbar(shown, cax=axes, orientation="horizontal", extend="max" if more else "neither")
    bar.outline.set_visible(False)
    axes.tick_params(length=0, labelsize=points(NOTE))
    axes.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: compact(value, language)))


def _finding(days: pd.Series[float], operation: Operation, language: Language) -> str:
    known: Any = days.dropna()
    best: Any = known.idxmax()
    by_weekday: Any = known.groupby(known.index.day_of_week).mean()
    names = words.WEEKDAYS_LONG.say(language).split()
    return (words.DAY_MOST if operation == "count" else words.DAY_TOP).say(
        language,
        day=best.strftime("%Y-%m-%d"),
        weekday=names[best.weekday()],
        value=number(float(known.max())),
        best=names[int(by_weekday.idxmax())],
        mean=number(float(by_weekday.max())),
    )
