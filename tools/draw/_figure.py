"""The paper every picture is drawn on: fonts, colours, heading, footer, PNG.

Pictures are 1,200 pixels wide and are looked at on phones some 430 points wide, so 36 pixels here are 13 points there.
Fonts and rcParams are set once under a lock: matplotlib's `rc_context` is not thread safe.
"""

from __future__ import annotations

import io
import math
import threading
import unicodedata
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

WIDTH = 1200
HEIGHT = 750
DPI = 100
TITLE, TEXT, NOTE, SMALL = 46, 36, 31, 29  # pixels: heading, axes, footer, names on maps
MARGIN = 28  # pixels
LINE = 1.28  # line height, in font sizes

INK, MUTED, RULE, PAPER, GAP = "#222222", "#5f6368", "#d9dce0", "#ffffff", "#eceef0"
# Okabe and Ito (2008), "Color Universal Design": told apart with every common colour blindness. Yellow is left out: too pale on white.
PALETTE = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7")
SEVENTH = "#5c3d2e"  # a dark brown, for the one day of a week that six colours leave over
OTHER = "#9aa0a6"
STRONG, PLAIN = "#0072B2", "#7fb2d6"
SEQUENTIAL = "YlGnBu"

_lock = threading.Lock()
_glyphs: set[int] = set()


def _font_files() -> list[str]:
    """Korean fonts of koreanize_matplotlib, found without importing it (its import needs distutils, gone since Python 3.12)."""
    from importlib.util import find_spec
    from pathlib import Path

    spec = find_spec("koreanize_matplotlib")
    folders = list(spec.submodule_search_locations or []) if spec else []
    names = ("NanumGothic.ttf", "NanumGothicBold.ttf")
    return [str(Path(folder) / "fonts" / name) for folder in folders for name in names]


def _prepare() -> None:
    """Register the fonts and set rcParams, once per process."""
    if _glyphs:
        return
    with _lock:
        if _glyphs:
            return
        import matplotlib
        from matplotlib import font_manager
        from matplotlib.ft2font import FT2Font

        files = _font_files()
        for file in files:
            font_manager.fontManager.addfont(file)
        known = font_manager.fontManager.ttflist  # NanumGothicBold calls itself semibold, and a warning would follow at every heading
        known[:] = [replace(entry, weight=700) if entry.fname in files[1:] else entry for entry in known]
        matplotlib.rcParams.update(
            {
                "font.family": ["NanumGothic", "DejaVu Sans"],
                "axes.unicode_minus": False,
                "text.parse_math": False,  # a `$` in the data is a dollar
                "axes.spines.top": False,
                "axes.spines.right": False,
                "axes.edgecolor": RULE,
                "axes.axisbelow": True,
                "xtick.color": INK,
                "ytick.color": INK,
                "text.color": INK,
                "grid.color": RULE,
                "font.size": points(TEXT),
                "axes.titlesize": points(TEXT),
                "axes.labelsize": points(TEXT),
                "xtick.labelsize": points(TEXT),
                "ytick.labelsize": points(TEXT),
                "legend.fontsize": points(TEXT),
            }
        )
        fallback = font_manager.findfont("DejaVu Sans")
        _glyphs.update(code for file in [*files[:1], fallback] for code in FT2Font(file).get_charmap())


def points(pixels: float) -> float:
    """Pixels of the picture as typographic points (matplotlib's unit)."""
    return pixels * 72 / DPI


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished picture: PNG bytes, what it shows in words (`alt` begins with the title), and the exact values behind it."""

    png: bytes
    title: str
    text: str
    data: dict[str, Any]

    @property
    def alt(self) -> str:
        return f"{self.title}. {self.text}"[:1900]


def sheet(height: int = HEIGHT) -> Figure:
    """An empty white figure of WIDTH x `height` pixels, with its own Agg canvas (never pyplot)."""
    _prepare()
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH / DPI, height / DPI), dpi=DPI, facecolor=PAPER)
    FigureCanvasAgg(figure)
    return figure


def png(figure: Figure) -> bytes:
    buffer = io.BytesIO()
    canvas: Any = figure.canvas
    canvas.print_png(buffer)
    return buffer.getvalue()


def pixels_high(figure: Figure) -> float:
    return float(figure.get_figheight() * DPI)


def width_of(text: str, size: float = TEXT) -> float:
    """How wide a line is about, in pixels: a Korean syllable is some .9 of the font size, a Latin letter .57."""
    return size * sum(0.92 if unicodedata.east_asian_width(c) in "WF" else 0.57 for c in text)


@cache
def _drawable(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cc", "Zl", "Zp", "Zs"):
        return " "
    if category in ("Cf", "Cs", "Mn", "Co"):  # marks that turn text round or can't be drawn alone
        return ""
    return character if ord(character) in _glyphs else "□"


def clean(text: object, limit: float | None = None, size: float = TEXT) -> str:
    """One line that the fonts can draw; longer than `limit` pixels, it ends in "…"."""
    _prepare()
    line = " ".join("".join(map(_drawable, unicodedata.normalize("NFC", str(text)[:2000]))).split())
    if limit is None or width_of(line, size) <= limit:
        return line
    while line and width_of(line + "…", size) > limit:
        line = line[:-1]
    return line.rstrip() + "…"


def wrap(text: str, limit: float, size: float, lines: int) -> list[str]:
    """`text` in at most `lines` lines of `limit` pixels, broken at spaces where there are some."""
    left = clean(text)
    out: list[str] = []
    while left and len(out) < lines - 1 and width_of(left, size) > limit:
        cut = next(i for i in range(len(left), 0, -1) if i == 1 or width_of(left[:i], size) <= limit)
        space = left.rfind(" ", 0, cut + 1)
        cut = space if space > cut // 2 else cut
        out.append(left[:cut].rstrip())
        left = left[cut:].lstrip()
    return [*out, clean(left, limit, size)] if left else out


def two_lines(text: str, limit: float, size: float = TEXT) -> str:
    """A name of at most `limit` pixels a line; a longer one goes on in a second line (the end of a name is what tells it apart)."""
    line = clean(text)
    if width_of(line, size) <= limit:
        return line
    halves = [(line[:i], line[i + 1 :]) for i, character in enumerate(line) if character == " "]
    best = min(halves, key=lambda pair: max(width_of(half, size) for half in pair), default=(line, ""))
    even = max(width_of(half, size) for half in best) <= limit
    return "\n".join(best if even else wrap(line, limit, size, 2))


def _lines(figure: Figure, lines: list[str], top: float, *, size: float, color: str, weight: str = "normal") -> float:
    """Lines of text from `top` (pixels from the upper edge) on; returns where the next thing can start."""
    height = pixels_high(figure)
    for line in lines:
        figure.text(
            MARGIN / WIDTH, 1 - top / height, line, fontsize=points(size), color=color, weight=weight, va="top", ha="left", parse_math=False
        )
        top += size * LINE
    return top


def frame(figure: Figure, title: str, subtitle: str = "", footer: tuple[str, ...] = ()) -> tuple[float, float]:
    """Heading above and footer below. Returns the room between them: (top, bottom) in pixels from the upper edge."""
    room = WIDTH - 2 * MARGIN
    top = _lines(figure, wrap(title, room, TITLE, 2), MARGIN * 0.8, size=TITLE, color=INK, weight="bold")
    if subtitle:
        top = _lines(figure, wrap(subtitle, room, TEXT, 2), top, size=TEXT, color=MUTED)
    notes = [line for text in footer if text for line in wrap(text, room, NOTE, 3)]
    bottom = pixels_high(figure) - MARGIN * 0.6 - len(notes) * NOTE * LINE
    _lines(figure, notes, bottom, size=NOTE, color=MUTED)
    return top + 10, bottom - 10


def between(figure: Figure, top: float, bottom: float) -> None:
    """Let matplotlib lay out axes and their labels in the room that `frame` left."""
    height = pixels_high(figure)
    figure.set_layout_engine("constrained", rect=(0.012, 1 - bottom / height, 0.976, (bottom - top) / height), w_pad=0.02, h_pad=0.02)


def number(value: float | None) -> str:
    """A value as people write it: thousands separated, three or four meaningful digits behind."""
    if value is None or math.isnan(value):
        return "–"
    size = abs(value)
    if size >= 1e15 or 0 < size < 1e-4:
        return f"{value:.3g}"
    if float(value).is_integer():
        return f"{int(value):,}"
    digits = next(d for limit, d in ((1000, 0), (100, 1), (1, 2), (0.1, 3), (0, 4)) if size >= limit)
    return f"{value:,.{digits}f}"


def compact(value: float, language: str) -> str:
    """A tick on an axis: 250만 or 2.5M rather than 2,500,000."""
    steps = ((1e8, "억"), (1e4, "만")) if language == "ko" else ((1e9, "B"), (1e6, "M"), (1e3, "k"))
    if abs(value) < 100_000 or abs(value) >= 1e13:
        return number(round(value, 10))
    size, name = next((s, n) for s, n in steps if abs(value) >= s)
    return f"{value / size:,.4g}{name}"


def axes_in(figure: Figure, top: float, bottom: float, name: str = "", grid: Literal["x", "y", "both", ""] = "") -> Axes:
    """Axes in the room that `frame` left; `name` is what the vertical axis shows, written level above it."""
    between(figure, top, bottom)
    axes = figure.add_subplot()
    axes.tick_params(length=0, pad=8)
    if name:
        axes.set_title(clean(name, WIDTH - 120), loc="left", color=MUTED, pad=14)
    if grid:
        axes.grid(axis=grid, linewidth=1.5)
    return axes


def legend(figure: Figure, top: float, colours: Sequence[str], names: Sequence[str]) -> float:
    """A row (or more) of colours and names below the heading. Returns where the axes can start."""
    x, height = float(MARGIN), pixels_high(figure)
    top += 4
    for colour, name in zip(colours, (clean(name, 420) for name in names), strict=False):
        needed = TEXT * 1.1 + width_of(name) + 34
        if x > MARGIN and x + needed > WIDTH - MARGIN:
            x, top = float(MARGIN), top + TEXT * LINE
        figure.text(x / WIDTH, 1 - top / height, "■", fontsize=points(TEXT), color=colour, va="top")
        figure.text((x + TEXT * 1.1) / WIDTH, 1 - top / height, name, fontsize=points(TEXT), color=INK, va="top")
        x += needed
    return top + TEXT * LINE + 8


def value_axis(axis: Axis, language: str, most: int = 5, whole: bool = False) -> None:
    """Round numbers, few of them, all with the same digits behind; in 만 or M when they are large. `whole`: no 2.5 people."""
    from matplotlib.ticker import MaxNLocator

    axis.set_major_locator(MaxNLocator(most, steps=[1, 2, 2.5, 5, 10], integer=whole))
    _alike(axis, language)


def _alike(axis: Axis, language: str) -> None:
    """All numbers of an axis with the same digits behind: 6.00 between 5.75 and 6.25."""
    from matplotlib.ticker import FuncFormatter

    def tick(value: float, _: object) -> str:
        places = axis.get_majorticklocs()
        step = abs(float(places[1] - places[0])) if len(places) > 1 else 0.0
        if not 1e-6 < step < 1e5 or math.isclose(step, round(step), rel_tol=1e-9):
            return compact(value, language)
        digits = next(d for d in range(1, 9) if math.isclose(step * 10**d, round(step * 10**d), rel_tol=1e-6) or d == 8)
        return f"{value:,.{digits}f}"

    axis.set_major_formatter(FuncFormatter(tick))


def colour_bar(figure: Any, axes: Axes, drawn: Any, name: str, language: str) -> None:
    """A scale of colours right of the axes, its name above it."""
    bar = figure.colorbar(drawn, ax=axes, pad=0.02, aspect=22)
    bar.outline.set_visible(False)
    bar.ax.tick_params(length=0, labelsize=points(NOTE))
    _alike(bar.ax.yaxis, language)
    bar.ax.minorticks_off()
    bar.ax.set_title(clean(name, 300, NOTE), fontsize=points(NOTE), color=MUTED, loc="right", pad=14)
