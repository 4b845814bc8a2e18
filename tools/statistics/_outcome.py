"""What a test found, in one shape for all tests, and how its numbers are said."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from tools._text import Text
from tools.dataset._say import plain

ALPHA = 0.05
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its name and, where there is one, its 95% interval. `definition` says how both were got."""

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    definition: str = ""

    def as_data(self) -> dict[str, Any]:
        found: dict[str, Any] = {"name": self.name, "value": plain(self.value), "definition": self.definition}
        return found | ({"interval": [plain(self.low), plain(self.high)], "level": LEVEL} if self.low is not None else {})


@dataclass(frozen=True, slots=True)
class Check:
    """An assumption that was looked at. `holds` is None where nothing could be said; `facts` are the numbers behind it."""

    name: str
    holds: bool | None
    facts: dict[str, Any] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        return {
            "assumption": self.name,
            "holds": self.holds,
            **{k: plain(v) if not isinstance(v, list) else v for k, v in self.facts.items()},
        }


@dataclass(frozen=True, slots=True)
class Outcome:
    """One test: `statistic` (called `symbol`), its degrees of freedom, the exact p value, effect sizes, and what else is worth telling."""

    symbol: str
    statistic: float
    p: float
    df: tuple[float, ...] = ()
    effect: Estimate | None = None
    estimate: Estimate | None = None
    definition: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        df = [plain(float(d)) for d in self.df]
        return {
            "statistic": plain(self.statistic),
            "symbol": self.symbol,
            "df": df[0] if len(df) == 1 else df or None,
            "p": plain(self.p),
            "p_text": p_text(self.p),
            "effect": self.effect.as_data() if self.effect else None,
            "estimate": self.estimate.as_data() if self.estimate else None,
            "definition": self.definition,
            **self.facts,
        }

    @property
    def told(self) -> str:
        """t(12.3) = 2.41, p = .032"""
        df = ", ".join(f"{d:,.1f}".removesuffix(".0") for d in self.df)
        infinite = "∞" if self.statistic > 0 else "-∞"
        value = decimals(self.statistic) if math.isfinite(self.statistic) else infinite
        return f"{self.symbol}{f'({df})' if df else ''} = {value}, {p_text(self.p)}"


def p_text(p: float | None) -> str:
    """A p value as it is printed (APA): p < .001, p = .032, p > .999."""
    if p is None or math.isnan(p):
        return "p = –"
    if p < 0.001:
        return "p < .001"
    if p > 0.999:
        return "p > .999"
    # Rounding must not carry a value over the line that it is judged by.
    digits = next((d for d in range(3, 9) if (round(p, d) < ALPHA) == (p < ALPHA)), 9)
    return f"p = {p:.{digits}f}".replace("0.", ".", 1)


def decimals(value: float | None, digits: int = 2) -> str:
    """A statistic to two digits after the point; a smaller one to two that mean something."""
    if value is None or math.isnan(value):
        return "–"
    if value != 0 and abs(value) < 10**-digits:
        return f"{value:.2g}"
    if abs(value) >= 1e15:
        return f"{value:.3g}"
    return f"{value:,.{digits}f}" if abs(value) < 10000 else f"{value:,.0f}"


def interval_text(estimate: Estimate, digits: int = 2) -> str:
    if estimate.low is None:
        return ""
    high = "∞" if estimate.high is None or math.isinf(estimate.high) else decimals(estimate.high, digits)
    low = "-∞" if math.isinf(estimate.low) else decimals(estimate.low, digits)
    return f"95% CI {low}~{high}"


def with_interval(estimate: Estimate, digits: int = 2) -> str:
    """0.26 (95% CI 0.02~0.50)"""
    interval = interval_text(estimate, digits)
    return f"{decimals(estimate.value, digits)} ({interval})" if interval else decimals(estimate.value, digits)


_SIZES = (
    Text(ko="아주 작은", en="very small"),
    Text(ko="작은", en="small"),
    Text(ko="중간", en="medium"),
    Text(ko="큰", en="large"),
)
# effect -> where small, medium and large begin (Cohen 1988; rank-biserial by the equivalents of r; variance shares by f)
CUTS: dict[str, tuple[float, float, float]] = {
    "Hedges g": (0.2, 0.5, 0.8),
    "Cohen d": (0.2, 0.5, 0.8),
    "rank-biserial r": (0.1, 0.3, 0.5),
    "eta squared": (0.01, 0.06, 0.14),
    "omega squared": (0.01, 0.06, 0.14),
    "epsilon squared": (0.01, 0.06, 0.14),
    "Cohen w": (0.1, 0.3, 0.5),
    "Pearson r": (0.1, 0.3, 0.5),
    "Spearman rho": (0.1, 0.3, 0.5),
    "Kendall tau-b": (0.07, 0.21, 0.35),
}


def size_of(effect: Estimate, levels: int = 2) -> int | None:
    """0 very small, 1 small, 2 medium, 3 large; None where there is no agreed scale. `levels`: of Cramér's V, the smaller side."""
    if effect.value is None or math.isnan(effect.value):
        return None
    cuts = CUTS.get(effect.name)
    if effect.name == "Cramér's V":
        scale = math.sqrt(max(1, levels - 1))
        cuts = (0.1 / scale, 0.3 / scale, 0.5 / scale)
    return None if cuts is None else sum(abs(effect.value) >= cut for cut in cuts)


def size_word(size: int) -> Text:
    return _SIZES[size]
