"""Numbers as people write them in tables: 12건, 3.5%, ₩1,000, (1,234) for a loss.

They are text until a person says that they are numbers: what stands behind a number may be part of a name (101호).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_CELL = re.compile(
    r"(?P<open>\()?(?P<sign>[-+△]?)(?P<before>[₩￦$€£¥]?)(?P<digits>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)"
    r"\s?(?P<after>%|[^\d\s()\[\].,;:/+\-~]{1,8})?(?P<close>\))?\Z"
)
_ONE_UNIT = 0.9


def _match(cell: str) -> re.Match[str] | None:
    found = _CELL.match(cell)
    return found if found and bool(found["open"]) == bool(found["close"]) else None


def common_unit(cells: Iterable[str]) -> str:
    """What nearly all cells with a unit have before or behind the number ("건", "%", "₩"); "" where there is none, or several."""
    units = Counter(unit for cell in cells if (found := _match(cell)) and (unit := found["before"] or found["after"] or ""))
    unit, count = units.most_common(1)[0] if units else ("", 0)
    return unit if count >= _ONE_UNIT * units.total() else ""


def bare_number(cell: str, unit: str) -> str | None:
    """The number alone, as "-1234.5"; None for a cell with another unit. Brackets and △ are a minus, as book-keepers write it."""
    found = _match(cell)
    if found is None or (found["before"] and found["after"]) or (found["before"] or found["after"] or unit) != unit:
        return None
    minus = bool(found["open"]) or found["sign"] in ("-", "△")
    return ("-" if minus else "") + found["digits"].replace(",", "")


def in_brackets(cell: str) -> bool:
    found = _match(cell)
    return bool(found and found["open"])
