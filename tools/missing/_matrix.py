"""Which columns are missing together: the patterns, and a picture of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tools._text import Language, Text

if TYPE_CHECKING:
    import pandas as pd

MOST_PATTERNS, MOST_COLUMNS = 9, 14
_CELL = 62

_TITLE = Text(ko="함께 비어 있는 열", en="What is missing together")
_SUBTITLE = Text(ko="세로줄 하나가 패턴 하나, 아래 숫자는 행 수", en="A column is a pattern; below it, its rows")
_FILLED, _GONE = Text(ko="값 있음", en="present"), Text(ko="비어 있음", en="missing")
_FOOTER = Text(ko="{name} · {rows:,}행, 패턴 {patterns:,}개", en="{name} · {rows:,} rows, {patterns:,} patterns")
_MORE = Text(
    ko="자주 나오는 {shown}개 패턴, 많이 빈 {columns}개 열만 그렸어요",
    en="The {shown} most frequent patterns and {columns} columns with most gaps",
)
_ALT = Text(
    ko="{columns}개 열의 결측 패턴 {patterns:,}개. 가장 흔한 결측 패턴: {top}({rows:,}행).",
    en="{patterns:,} patterns of gaps in {columns} columns. The most frequent with gaps: {top} ({rows:,} rows).",
)
_NOTHING = Text(ko="없음", en="none")


def patterns(frame: pd.DataFrame, columns: Sequence[str]) -> list[dict[str, Any]]:
    """[{"missing": columns missing together, "rows", "share"}], the most frequent first; the pattern without gaps is among them."""
    gone = frame[list(columns)].isna()
    counts = gone.value_counts(sort=True)
    found = []
    for key, rows in counts.items():
        flags = key if isinstance(key, tuple) else (key,)
        missing = [name for name, flag in zip(columns, flags, strict=True) if flag]
        found.append({"missing": missing, "rows": int(rows), "share": int(rows) / len(frame)})
    return sorted(found, key=lambda p: (-p["rows"], p["missing"]))


def picture(found: list[dict[str, Any]], columns: Sequence[str], name: str, rows: int, language: Language) -> tuple[bytes, str]:
    """A matrix, columns of the data down and patterns across; PNG and what it shows in words."""
    from tools.draw._figure import HEIGHT, INK, MARGIN, NOTE, WIDTH, axes_in, clean, frame, legend, number, png, points, sheet

    shown_columns, shown = list(columns)[:MOST_COLUMNS], found[:MOST_PATTERNS]
    figure = sheet(max(HEIGHT - 150, 330 + _CELL * len(shown_columns)))
    more = len(found) > len(shown) or len(columns) > len(shown_columns)
    notes = (_MORE.say(language, shown=len(shown), columns=len(shown_columns)),) if more else ()
    footer = (*notes, _FOOTER.say(language, name=name, rows=rows, patterns=len(found)))
    title = _TITLE.say(language)
    top, bottom = frame(figure, title, _SUBTITLE.say(language), footer)
    filled, gone = "#cfdde8", "#D55E00"
    top = legend(figure, top, (filled, gone), (_FILLED.say(language), _GONE.say(language)))
    axes = axes_in(figure, top, bottom)
    from matplotlib.patches import Rectangle

    for x, pattern in enumerate(shown):
        for y, column in enumerate(shown_columns):
            colour = gone if column in pattern["missing"] else filled
            axes.add_patch(Rectangle((x + 0.05, y + 0.07), 0.9, 0.86, facecolor=colour, linewidth=0))
    axes.set_xlim(0, len(shown))
    axes.set_ylim(len(shown_columns), 0)
    size = (WIDTH - 2 * MARGIN - 400) / max(1, len(shown))
    axes.set_xticks([i + 0.5 for i in range(len(shown))], [clean(number(p["rows"]), size, NOTE) for p in shown])
    axes.set_yticks([i + 0.5 for i in range(len(shown_columns))], [clean(c, 380) for c in shown_columns])
    axes.tick_params(axis="x", labelsize=points(NOTE), labelcolor=INK)
    axes.spines[:].set_visible(False)
    first = next((p for p in found if p["missing"]), None)
    said = ", ".join(first["missing"][:6]) if first else _NOTHING.say(language)
    alt = _ALT.say(language, columns=len(columns), patterns=len(found), top=said, rows=first["rows"] if first else 0)
    return png(figure), f"{title}. {alt}"[:1900]
