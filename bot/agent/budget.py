"""What a turn may use, and what it has used: steps, tokens, dollars, seconds."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.settings import Settings
from storage.usage import Use


@dataclass(frozen=True, slots=True)
class Price:
    """Dollars per million tokens. `read` is the share of it that tokens out of the prompt cache cost; `long` is the price of all tokens
    of a request whose prompt has more than LONG_PROMPT."""

    input: float
    output: float
    read: float = 0.1
    long: Price | None = None


# List prices in November 2026 (https://platform.claude.com/docs/en/about-claude/pricing), of the first of these that a model's name has in
# it; ECLO_CLAUDE_PRICES overrides them for a model.
PRICES: Mapping[str, Price] = {
    "haiku-5-5": Price(0.1, 0.5, long=Price(0.5, 2.5)),
    "haiku": Price(1.0, 5.0),
    "sonnet-5-5": Price(2.0, 10.0, read=0.05),
    "sonnet-5": Price(2.0, 10.0),
    "sonnet": Price(3.0, 15.0),
    "opus-5-5": Price(4.0, 20.0, read=0.05),
    "opus": Price(5.0, 25.0),
}
UNKNOWN = Price(10.0, 50.0)
"""For any other model, the highest list price: rather stopped early than too late."""

CACHE_WRITE = 1.25
"""Tokens written to the prompt cache for five minutes, against those of plain input."""

LONG_PROMPT = 100_000


def read_prices(raw: str) -> dict[str, Price]:
    """Prices out of ECLO_CLAUDE_PRICES, by model."""
    pairs = (part.partition("=") for part in filter(None, raw.replace(" ", "").split(",")))
    split = ((model, prices.split("/")) for model, _, prices in pairs)
    return {model: Price(float(read), float(written), _listed(model).read) for model, (read, written) in split}


def price_of(model: str, prices: Mapping[str, Price]) -> Price:
    return prices.get(model) or _listed(model)


def _listed(model: str) -> Price:
    return next((price for name, price in PRICES.items() if name in model), UNKNOWN)


def cost(price: Price, usage: Mapping[str, int]) -> float:
    """Dollars for what the API says a request used (its own names: input_tokens, output_tokens, cache_..._input_tokens)."""
    plain, written, read = (usage.get(f"{kind}input_tokens", 0) for kind in ("", "cache_creation_", "cache_read_"))
    if price.long is not None and plain + written + read > LONG_PROMPT:
        price = price.long
    prompt = plain + CACHE_WRITE * written + price.read * read
    return (prompt * price.input + usage.get("output_tokens", 0) * price.output) / 1e6


@dataclass(frozen=True)
class Caps:
    """The most that one turn may use. A cap is looked at between steps (time: at any moment), so a turn may end a little above it.

    `tokens` are those read and written anew: each step reads all the tools and the conversation again, and most of that out of the prompt
    cache at a small price, which `usd` counts.
    """

    steps: int = 8
    tokens: int = 400_000
    usd: float = 0.5
    seconds: float = 180.0
    prices: Mapping[str, Price] = field(default_factory=dict)  # beside the list prices

    @classmethod
    def of(cls, settings: Settings) -> Caps:
        return cls(settings.max_steps, settings.turn_tokens, settings.turn_usd, settings.turn_seconds, read_prices(settings.prices))


class Meter:
    """Counts what one turn uses. A brain tells it of every request to the API, also of one that broke off."""

    def __init__(self, caps: Caps, clock: Callable[[], float] = time.monotonic) -> None:
        self.caps = caps
        self._clock = clock
        self._began = clock()
        self._used: dict[str, Use] = {}
        self.another_brain = False  # whether a brain answered in the place of the one that should have

    @property
    def seconds(self) -> float:
        return self._clock() - self._began

    @property
    def seconds_left(self) -> float:
        return max(self.caps.seconds - self.seconds, 0.0)

    def spent(self, model: str, usage: Mapping[str, int]) -> None:
        """A request to `model` used this, by the API's names."""
        before = self._used.get(model) or Use(model, 0, 0, 0, 0, 0, 0.0, 0.0)
        self._used[model] = Use(
            model,
            before.requests + 1,
            before.input_tokens + usage.get("input_tokens", 0),
            before.output_tokens + usage.get("output_tokens", 0),
            before.cache_read_tokens + usage.get("cache_read_input_tokens", 0),
            before.cache_write_tokens + usage.get("cache_creation_input_tokens", 0),
            before.usd + cost(price_of(model, self.caps.prices), usage),
            round(self.seconds, 3),
        )

    def stood_in(self) -> None:
        """Another brain answers this turn, or a part of it."""
        self.another_brain = True

    @property
    def uses(self) -> list[Use]:
        return list(self._used.values())

    def reached(self, steps: int) -> str | None:
        """The sentence about the cap that this turn has reached, or None."""
        tokens = sum(u.input_tokens + u.output_tokens + u.cache_write_tokens for u in self.uses)
        reached = {
            "error_too_many_steps": steps >= self.caps.steps,
            "error_too_many_tokens": tokens >= self.caps.tokens,
            "error_too_dear": sum(u.usd for u in self.uses) >= self.caps.usd,
            "error_too_slow": self.seconds >= self.caps.seconds,
        }
        return next((sentence for sentence, is_so in reached.items() if is_so), None)
