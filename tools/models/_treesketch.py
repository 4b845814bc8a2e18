"""A decision tree as a picture: its first three levels from left to right, for a narrow screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tools._text import Language, Text
from tools.draw._figure import INK, MUTED, RULE, WIDTH, clean, frame, number, png, points, sheet, two_lines

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LEVELS = 3
_BOX, _HIGH = 0.24, 0.88  # of the width; of a row
_ROW, _LINE, _SIZE = 168, 0.2, 27  # pixels; of a row; pixels
_ROOM = _BOX * WIDTH * 0.94  # pixels for a line of a box
_YES = Text(ko="예", en="yes")
_NO = Text(ko="아니오", en="no")
_ROWS = Text(ko="{n}행", en="{n} rows")
_MEAN = Text(ko="평균 {value}", en="mean {value}")
_DEEPER = Text(ko="세 번째 나눔까지 그렸어요. ‘…’는 더 나뉘는 곳이에요.", en="Drawn down to the third split; “…” is split further.")


def sketch(
    nodes: Sequence[dict[str, Any]], rules: dict[int, str], title: str, foot: str, language: Language, *, numeric: bool, classes: Sequence[str] | None
) -> tuple[bytes, str]:  # fmt: skip
    """(PNG, the tree in words). `nodes` as in the data of fit_model; `rules` say how inner nodes split."""
    places: dict[int, tuple[int, float]] = {}
    row = 0.0

    def place(i: int, level: int) -> float:
        nonlocal row
        node = nodes[i]
        if "yes" not in node or level == _LEVELS:
            y = row
            row += 1
        else:
            y = (place(node["yes"], level + 1) + place(node["no"], level + 1)) / 2
        places[i] = (level, y)
        return y

    place(0, 0)
    deeper = any("yes" in nodes[i] and level == _LEVELS for i, (level, _) in places.items())
    figure = sheet(max(620, int(290 + _ROW * row)))
    top, bottom = frame(figure, title, footer=(_DEEPER.say(language) if deeper else "", foot))
    height = figure.get_figheight() * 100
    axes = figure.add_axes((0.01, 1 - bottom / height, 0.98, (bottom - top) / height))
    axes.set_xlim(0, 1)
    axes.set_ylim(row - 0.45, -0.55)
    axes.axis("off")
    said = [_said(node, language, numeric, classes) for node in nodes]
    shades = _shades(nodes, numeric, classes)
    for i, (level, y) in places.items():
        if "yes" in nodes[i] and level < _LEVELS:
            for side, word in (("yes", _YES), ("no", _NO)):
                _line(axes, (level, y), places[nodes[i][side]], word.say(language))
    for i, (level, y) in places.items():
        rule = rules.get(i, "") if level < _LEVELS else "…" if i in rules else ""
        _box(axes, level, y, shades[i], rule, said[i], _ROWS.say(language, n=number(nodes[i]["rows"])))
    return png(figure), _words(nodes, rules, said, language)


def _left(level: int) -> float:
    return 0.005 + level * (1 - _BOX - 0.01) / _LEVELS


def _line(axes: Axes, start: tuple[int, float], end: tuple[int, float], word: str) -> None:
    x0, x1 = _left(start[0]) + _BOX, _left(end[0])
    middle = (x0 + x1) / 2 - 0.008
    axes.plot([x0, middle, middle, x1], [start[1], start[1], end[1], end[1]], color=MUTED, linewidth=2.5, zorder=1)
    up = end[1] < start[1]  # away from the box it comes from, which else would hide it
    axes.text(
        x1 - 0.004, end[1] + (-0.07 if up else 0.07), word, fontsize=points(20), color=MUTED, ha="right", va="bottom" if up else "top"
    )


def _box(axes: Axes, level: int, y: float, shade: Any, rule: str, value: str, rows: str) -> None:
    from matplotlib.patches import Rectangle

    axes.add_patch(Rectangle((_left(level), y - _HIGH / 2), _BOX, _HIGH, facecolor=shade, edgecolor=RULE, linewidth=2, zorder=2))
    rules = rule_lines(rule)
    lines = [*rules, *(clean(line, _ROOM, _SIZE - 2) for line in (value, rows))]
    dark = sum(shade[:3]) < 1.6
    for n, line in enumerate(lines):
        at, strong = y + (n - (len(lines) - 1) / 2) * _LINE, n < len(rules)
        axes.text(
            _left(level) + _BOX / 2, at, line, fontsize=points(_SIZE if strong else _SIZE - 2), ha="center", va="center", zorder=3,
            weight="bold" if strong else "normal", color="white" if dark else INK,
        )  # fmt: skip


def rule_lines(rule: str) -> list[str]:
    """How a node splits, in two lines where one is too short: the level that it splits at must be read."""
    return two_lines(rule, _ROOM, _SIZE).split("\n") if rule else []


def _value(node: dict[str, Any], numeric: bool, classes: Sequence[str] | None) -> float:
    total = sum(node["value"]) or 1.0
    return float(node["value"][0] if numeric else node["value"][-1] / total if classes is None else max(node["value"]) / total)


def _shades(nodes: Sequence[dict[str, Any]], numeric: bool, classes: Sequence[str] | None) -> list[Any]:
    from matplotlib import colormaps

    values = [_value(node, numeric, classes) for node in nodes]
    low, high = min(values), max(values)
    scale = colormaps["YlGnBu"]
    return [scale(0.03 + 0.6 * ((v - low) / (high - low) if high > low else 0.5)) for v in values]


def _said(node: dict[str, Any], language: Language, numeric: bool, classes: Sequence[str] | None) -> str:
    value = _value(node, numeric, classes)
    if numeric:
        return _MEAN.say(language, value=number(value))
    share = f"{100 * value:.1f}%"
    return share if classes is None else f"{classes[node['value'].index(max(node['value']))]} {share}"


def _words(nodes: Sequence[dict[str, Any]], rules: dict[int, str], said: Sequence[str], language: Language) -> str:
    def words(i: int, level: int) -> str:
        if i not in rules or level == _LEVELS:
            return said[i]
        yes, no = (words(nodes[i][side], level + 1) for side in ("yes", "no"))
        return f"{rules[i]} ? {_YES.say(language)} ({yes}) : {_NO.say(language)} ({no})"

    return words(0, 0)
