"""What is kept of what was said: without share tokens, which are seen once, by the person who asked for one."""

from __future__ import annotations

import re
from typing import Any

from storage.sharing import TOKEN

HIDDEN = "eclo-****"
_TOKEN = re.compile(TOKEN.pattern, re.IGNORECASE)


def redacted(value: Any) -> Any:
    """JSON with every token in its texts hidden; what has none is given back as it is."""
    if isinstance(value, str):
        return _TOKEN.sub(HIDDEN, value) if "-" in value else value
    if isinstance(value, dict):
        return {key: redacted(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [redacted(inner) for inner in value]
    return value
