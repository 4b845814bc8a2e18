"""The brain of a message that names a tool itself, such as "이 대화 잊어줘": nobody need decide anything, and no API is asked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncGenerator

from bot.agent.brain import Delta, Request, Step


class Named:
    """Calls one tool without arguments, and says what it says."""

    name = "named"

    def __init__(self, tool: str) -> None:
        self._tool = tool

    async def respond(self, request: Request) -> AsyncGenerator[Delta | Step]:
        results = [block for block in request.messages[-1]["content"] if block["type"] == "tool_result"]
        if not results:
            digest = hashlib.sha256(json.dumps(list(request.messages), ensure_ascii=False).encode()).hexdigest()
            yield Step([{"type": "tool_use", "id": f"core_{digest[:32]}", "name": self._tool, "input": {}}], "tool_use", own_words=True)
            return
        answer = results[0]["content"][0]["text"]
        yield Delta(answer)
        yield Step([{"type": "text", "text": answer}], "end_turn")

    async def close(self) -> None:
        """It holds nothing."""
