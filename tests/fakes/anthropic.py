"""A scripted server that speaks the streaming Messages API of Anthropic over real HTTP, as far as the bot uses it.

It refuses what the API refuses: see `fakes.anthropic_rules`.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.fakes.anthropic_rules import fault_of, signature


@dataclass
class Answer:
    """One scripted answer. `status` other than 200 is an error of `error_type`; `break_after` drops the connection after
    that many events; `truncate_after` ends the stream cleanly but early. A tool_use block may have "raw": its arguments as sent. A
    thinking block is signed by the server. `wire` is sent in the place of the events, as it is.
    """

    blocks: list[dict[str, Any]] = field(default_factory=list)
    stop_reason: str = "end_turn"
    status: int = 200
    error_type: str = "api_error"
    headers: dict[str, str] = field(default_factory=dict)
    break_after: int | None = None
    truncate_after: int | None = None
    error_in_stream: str | None = None
    stall: float = 0.0  # seconds of silence after the first event, or after that many
    stall_after: int = 1
    message: str = "scripted"
    usage: dict[str, int] = field(default_factory=dict)  # beside what every answer uses
    wire: str = ""
    silent: float = 0.0  # seconds before anything is sent at all


def text(words: str) -> Answer:
    return Answer([{"type": "text", "text": words}])


_numbers = itertools.count()  # each call of a conversation has an id of its own


def tool_uses(*calls: tuple[str, dict[str, Any]], say: str = "") -> Answer:
    blocks: list[dict[str, Any]] = [{"type": "text", "text": say}] if say else []
    blocks += [{"type": "tool_use", "id": f"toolu_{name}_{next(_numbers)}", "name": name, "input": args} for name, args in calls]
    return Answer(blocks, "tool_use")


def thinking(words: str = "") -> dict[str, Any]:
    """A block as newer models send it: signed, and by default with its words left out."""
    return {"type": "thinking", "thinking": words, "signature": ""}


class FakeAnthropic:
    """`async with FakeAnthropic(answer, ...) as server`: answers requests in order; `requests` holds their bodies, `bodies` as sent.

    After the last answer come errors, or `otherwise` again and again.
    """

    def __init__(self, *answers: Answer, otherwise: Answer | None = None) -> None:
        self._answers = deque(answers)
        self._otherwise = otherwise or Answer(status=500)
        self.requests: list[dict[str, Any]] = []
        self.bodies: list[bytes] = []
        self.faults: list[str] = []  # why requests were refused
        self.keys: list[str] = []
        self.first_bytes: list[float] = []  # when each answer began to be sent, by time.perf_counter

    def script(self, *answers: Answer) -> None:
        """Answer these next."""
        self._answers.extend(answers)

    async def __aenter__(self) -> FakeAnthropic:
        app = web.Application()
        app.router.add_post("/v1/messages", self._messages)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def _messages(self, request: web.Request) -> web.StreamResponse:
        self.bodies.append(await request.read())
        self.requests.append(await request.json())
        self.keys.append(request.headers.get("authorization", "").removeprefix("Bearer "))
        if fault := fault_of(self.requests[-1]):
            body = {"type": "error", "error": {"type": "invalid_request_error", "message": fault}}
            self.faults.append(fault)
            return web.json_response(body, status=400)
        answer = self._answers.popleft() if self._answers else self._otherwise
        await asyncio.sleep(answer.silent)
        if answer.status != 200:
            body = {"type": "error", "error": {"type": answer.error_type, "message": answer.message}}
            return web.json_response(body, status=answer.status, headers=answer.headers)
        if not self.requests[-1].get("stream"):
            return web.json_response(_whole(answer))
        response = web.StreamResponse(headers={"content-type": "text/event-stream"})
        await response.prepare(request)
        if answer.wire:
            self.first_bytes.append(time.perf_counter())
            await response.write(answer.wire.encode())
            await response.write_eof()
            return response
        for number, event in enumerate(_events(answer, signature(self.requests[-1]))):
            if answer.break_after == number:
                assert request.transport is not None
                request.transport.abort()
                return response
            if answer.truncate_after == number:
                break
            if number == 0:
                self.first_bytes.append(time.perf_counter())
            await response.write(f"event: {event['type']}\ndata: {json.dumps(event, ensure_ascii=False)}\n\n".encode())
            await asyncio.sleep(answer.stall if number + 1 == answer.stall_after else 0)
        await response.write_eof()
        return response


USAGE = {"input_tokens": 100, "output_tokens": 20, "cache_read_input_tokens": 80, "cache_creation_input_tokens": 0}


def _whole(answer: Answer) -> dict[str, Any]:
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "scripted",
        "content": answer.blocks,
        "stop_reason": answer.stop_reason,
        "stop_sequence": None,
        "usage": USAGE | answer.usage,
    }


def _events(answer: Answer, signed: str = "") -> list[dict[str, Any]]:
    usage = USAGE | {"output_tokens": 1} | answer.usage
    message = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "scripted",
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": usage,
    }
    events: list[dict[str, Any]] = [{"type": "message_start", "message": message}]
    for index, block in enumerate(answer.blocks):
        empty, deltas = _pieces(block, signed)
        events.append({"type": "content_block_start", "index": index, "content_block": empty})
        events += [{"type": "content_block_delta", "index": index, "delta": delta} for delta in deltas]
        events.append({"type": "content_block_stop", "index": index})
    if answer.error_in_stream:
        return [*events, {"type": "error", "error": {"type": answer.error_in_stream, "message": "scripted"}}]
    events.append(
        {
            "type": "message_delta",
            "delta": {"stop_reason": answer.stop_reason, "stop_sequence": None},
            "usage": {"output_tokens": (USAGE | answer.usage)["output_tokens"]},
        }
    )
    return [*events, {"type": "message_stop"}]


def _pieces(block: dict[str, Any], signed: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    if block["type"] == "thinking":
        said = [{"type": "thinking_delta", "thinking": block["thinking"]}] if block["thinking"] else []
        return {**block, "thinking": ""}, [*said, {"type": "signature_delta", "signature": signed}]
    if block["type"] == "text":
        words = block["text"]
        return {"type": "text", "text": ""}, [{"type": "text_delta", "text": words[i : i + 7]} for i in range(0, len(words), 7)]
    encoded = block.get("raw") or json.dumps(block["input"], ensure_ascii=False)
    empty = {key: value for key, value in block.items() if key != "raw"} | {"input": {}}
    return empty, [{"type": "input_json_delta", "partial_json": encoded[i : i + 9]} for i in range(0, len(encoded), 9)]
