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
_SOME_PATTERNS = Text(ko="자주 나오는 {shown}개 패턴만 그렸어요", en="Only the {shown} most frequent patterns")
_SOME_COLUMNS = Text(ko="많이 빈 {shown}개 열만 그렸어요", en="Only the {shown} columns with most gaps")
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
    from tools.draw._figure import HEIGHT, INK, NOTE, PALETTE, axes_in, clean, frame, legend, png, points, sheet

    shown_columns, shown = list(columns)[:MOST_COLUMNS], found[:MOST_PATTERNS]
    figure = sheet(max(HEIGHT - 150, 330 + _CELL * len(shown_columns)))
    left_out = ((_SOME_PATTERNS, found, shown), (_SOME_COLUMNS, columns, shown_columns))
    notes = " · ".join(text.say(language, shown=len(some)) for text, whole, some in left_out if len(whole) > len(some))
    footer = (*([notes] if notes else []), _FOOTER.say(language, name=name, rows=rows, patterns=len(found)))
    title = _TITLE.say(language)
    top, bottom = frame(figure, title, _SUBTITLE.say(language), footer)
    filled, gone = "#cfdde8", PALETTE[3]
    top = legend(figure, top, (filled, gone), (_FILLED.say(language), _GONE.say(language)))
    axes = axes_in(figure, top, bottom)
    from matplotlib.patches import Rectangle

    for x, pattern in enumerate(shown):
        for y, column in enumerate(shown_columns):
            colour = gone if column in pattern["missing"] else filled
            axes.add_patch(Rectangle((x + 0.05, y + 0.07), 0.9, 0.86, facecolor=colour, linewidth=0))
    axes.set_xlim(0, len(shown))
    axes.set_ylim(len(shown_columns), 0)
    axes.set_xticks([i + 0.5 for i in range(len(shown))], _counts([p["rows"] for p in shown], language))
    axes.set_yticks([i + 0.5 for i in range(len(shown_columns))], [clean(c, 380) for c in shown_columns])
    axes.tick_params(axis="x", labelsize=points(NOTE), labelcolor=INK)
    axes.spines[:].set_visible(False)
    first = next((p for p in found if p["missing"]), None)
    said = ", ".join(first["missing"][:6]) if first else _NOTHING.say(language)
    alt = _ALT.say(language, columns=len(columns), patterns=len(found), top=said, rows=first["rows"] if first else 0)
    return png(figure), f"{title}. {alt}"[:1900]


def _counts(rows: Sequence[int], language: Language) -> list[str]:
    """Rows below their pattern, each as long as its room: 12.5만 or 125k rather than 125,286 cut off; all digits are in the table."""
    from tools.draw._figure import MARGIN, NOTE, WIDTH, compact, number, width_of

    room = (WIDTH - 2 * MARGIN - 400) / max(1, len(rows)) - 6
    steps = (1e4, "만") if language == "ko" else (1e3, "k")

    def short(count: int) -> str:
        whole = next((said for said in (number(count), str(count)) if width_of(said, NOTE) <= room), None)
        if whole or count < steps[0]:
            return whole or str(count)
        return compact(count, language) if count >= 1e6 else f"{count / steps[0]:,.3g}{steps[1]}"

    return [short(count) for count in rows]
