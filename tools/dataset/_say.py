"""How values are shown: numbers rounded sensibly for people, and plain JSON types for `data`."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tools._text import Language, Text

CELL_LIMIT = 80
DATA_LIMIT = 500
TABLE_ROWS = 100

MISSING_LABEL = Text(ko="(비어 있음)", en="(missing)")
OTHER_LABEL = Text(ko="(그 외)", en="(others)")
TOTAL_LABEL = Text(ko="합계", en="total")

# smallest absolute value -> decimals shown from there on
_DECIMALS = ((1000.0, 0), (100.0, 1), (10.0, 1), (1.0, 2))


def number(value: float | None) -> str:
    """A number for a sentence: 1,234 / 12.3 / 4.88 / 0.0123; whole numbers in full; "-" for none."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "-"
    if isinstance(value, float) and math.isinf(value):
        return "∞" if value > 0 else "-∞"
    if isinstance(value, int) or (value == int(value) and abs(value) < 1e15):
        return f"{int(value):,}"
    size = abs(value)
    if size >= 1e15 or size < 1e-6:
        return f"{value:.3g}"
    decimals = next((d for floor, d in _DECIMALS if size >= floor), None)
    if decimals is None:
        decimals = 2 - math.floor(math.log10(size))
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(part: float, whole: float) -> str:
    """A share for a sentence: 12.3%; "<0.1%" and ">99.9%" where rounding would say none or all."""
    if not whole:
        return "0%"
    share = 100 * part / whole
    if 0 < share < 0.05:
        return "<0.1%"
    if 99.95 <= share < 100:
        return ">99.9%"
    return f"{share:.1f}".removesuffix(".0") + "%"


def shorten(text: str, limit: int = CELL_LIMIT) -> str:
    """One line of at most `limit` characters, ending with … where something was cut."""
    line = " ".join(text[: limit * 4].split())
    return line if len(line) <= limit and len(text) <= limit * 4 else line[: limit - 1].rstrip() + "…"


def code(name: str) -> str:
    """A column's name as it stands in a sentence."""
    return f"`{shorten(name, 60).replace('`', chr(39))}`"


def names(columns: list[str], limit: int = 8) -> str:
    """Column names in a sentence, the first `limit` of them."""
    shown = ", ".join(code(c) for c in columns[:limit])
    return shown + (", …" if len(columns) > limit else "")


def scalar(value: Any) -> Any:
    """A numpy scalar as the Python value it stands for; anything else (a Timestamp too) as it is."""
    return value.item() if hasattr(value, "item") else value


def plain(value: Any, kind: str = "") -> Any:
    """A JSON-able Python value: no numpy scalar, no NaN or infinity (None), dates as ISO strings, long text cut."""
    value = scalar(value)
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, (float, Decimal)):
        return float(value) if math.isfinite(value) else None
    if type(value).__name__ in ("NaTType", "NAType"):
        return None
    if isinstance(value, date):  # a datetime and a pandas Timestamp are dates as well
        return value.date().isoformat() if kind == "date" and isinstance(value, datetime) else value.isoformat()
    text = str(value)
    return text if len(text) <= DATA_LIMIT else text[: DATA_LIMIT - 1] + "…"


def cell(value: Any, kind: str = "") -> Any:
    """`plain`, with text short enough for a table, and times as people write them."""
    result = plain(value, kind)
    if isinstance(value, datetime) and result is not None:
        return moment(value, kind)
    return shorten(result) if isinstance(result, str) else result


def moment(value: datetime, kind: str = "datetime") -> str:
    """A date, or a date and time to the minute (to the second where seconds were recorded)."""
    pattern = "%Y-%m-%d" if kind == "date" else "%Y-%m-%d %H:%M:%S" if value.second else "%Y-%m-%d %H:%M"
    return value.strftime(pattern)


def join(*sentences: str) -> str:
    """Whole sentences, one after the other; empty ones are left out."""
    return " ".join(s for s in sentences if s)


def heads(language: Language, text: Text, **fields: object) -> list[str]:
    """Column headings of a table, written as one Text with "|" between them (names put in may hold a "|")."""
    return [Text(ko, en).say(language, **fields) for ko, en in zip(text.ko.split("|"), text.en.split("|"), strict=True)]
