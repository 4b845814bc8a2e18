"""What the Messages API asks of a request, as its documentation has it in November 2026, as far as the bot could get it wrong.

The rules on thinking are those of models with preserved thinking (claude-sonnet-5-5, claude-haiku-5-5 and newer): a block is bound to the
system prompt, the tools and the messages that stood before it when it was made.
https://platform.claude.com/docs/en/build-with-claude/preserved-thinking/prefix-checks
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

Body = dict[str, Any]
Block = dict[str, Any]

NO_EFFORT = ("haiku-4", "sonnet-4-5", "claude-3")
REFUSED = ("temperature", "top_p", "top_k", "tool_choice")
MOST_BREAKPOINTS = 4
FIELDS = {
    "text": {"text"},
    "tool_use": {"id", "name", "input"},
    "tool_result": {"tool_use_id", "content", "is_error"},
    "thinking": {"thinking", "signature"},
    "redacted_thinking": {"data"},
}


def fault_of(body: Body) -> str:
    """What is wrong with a request; "" when nothing is."""
    body = {**body, "messages": [{**m, "content": _as_blocks(m["content"])} for m in body["messages"]]}
    rules = (_parameters, _tools, _breakpoints, _roles, _blocks, _calls, _thinking)
    return next((fault for rule in rules for fault in rule(body)), "")


def signature(body: Body, before: int | None = None) -> str:
    """What a thinking block of the answer to this request is signed with; with `before`, of one in the message of that number."""
    bare = _bare([body.get("system"), body.get("tools"), body["messages"][:before]])
    return hashlib.sha256(json.dumps(bare, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _parameters(body: Body) -> Iterator[str]:
    yield from (f"{name}: not supported on this model" for name in REFUSED if name in body)
    if "output_config" in body and any(name in body["model"] for name in NO_EFFORT):
        yield "output_config.effort: not supported on this model"


def _tools(body: Body) -> Iterator[str]:
    names = [tool["name"] for tool in body.get("tools", ())]
    if len(set(names)) != len(names):
        yield "tools: Tool names must be unique."
    for n, tool in enumerate(body.get("tools", ())):
        schema = tool["input_schema"]
        if not re.fullmatch(r"[a-zA-Z0-9_-]{1,128}", tool["name"]) or not tool["description"].strip():
            yield f"tools.{n}: name or description"
        if schema.get("type") != "object" or {"anyOf", "oneOf", "allOf"} & set(schema):
            yield f"tools.{n}.input_schema: must be an object, without oneOf, allOf or anyOf at the top level"
        yield from (
            f"tools.{n}.input_schema.properties: Property keys should match pattern, not {key!r}"
            for key in schema.get("properties", {})
            if not re.fullmatch(r"[a-zA-Z0-9_.-]{1,64}", key)
        )


def _breakpoints(body: Body) -> Iterator[str]:
    if (found := json.dumps(body).count('"cache_control"')) > MOST_BREAKPOINTS:
        yield f"A maximum of {MOST_BREAKPOINTS} blocks with cache_control may be provided. Found {found}."


def _roles(body: Body) -> Iterator[str]:
    messages: Sequence[Body] = body["messages"]
    if not messages or messages[0]["role"] != "user":
        yield "messages: first message must use the user role"
    elif messages[-1]["role"] != "user":
        yield "messages: this model does not support assistant prefill"


def _blocks(body: Body) -> Iterator[str]:
    for n, message in enumerate(body["messages"]):
        if not message["content"]:
            yield f"messages.{n}: content must not be empty"
        for block in message["content"]:
            if block["type"] == "text" and not block["text"].strip():
                yield f"messages.{n}: text content blocks must contain non-whitespace text"
            if extra := set(block) - FIELDS[block["type"]] - {"type", "cache_control"}:
                yield f"messages.{n}: extra inputs are not permitted: {sorted(extra)}"


def _calls(body: Body) -> Iterator[str]:
    """Each call has an id of its own and its result in the next message, at its beginning."""
    seen: set[str] = set()
    open_calls: list[str] = []
    for n, message in enumerate(_merged(body["messages"])):
        kinds = [block["type"] for block in message["content"]]
        results = [block["tool_use_id"] for block in message["content"] if block["type"] == "tool_result"]
        if sorted(results) != sorted(open_calls):
            yield f"messages.{n}: tool_use ids {open_calls} were found without tool_result blocks immediately after, but {results}"
        if "tool_result" in kinds[len(results) :]:
            yield f"messages.{n}: tool_result blocks must come first"
        open_calls = [block["id"] for block in message["content"] if block["type"] == "tool_use"]
        if len({*open_calls} | seen) != len(open_calls) + len(seen):
            yield f"messages.{n}: tool_use ids must be unique"
        seen.update(open_calls)
    if open_calls:
        yield "messages: the last call has no result"


def _thinking(body: Body) -> Iterator[str]:
    for n, message in enumerate(body["messages"]):
        for block in message["content"]:
            if block["type"] == "thinking" and block["signature"] != signature(body, n):
                yield f"messages.{n}: Invalid `signature` in `thinking` block. The block is bound to a different conversation."


def _as_blocks(content: str | list[Block]) -> list[Block]:
    return [{"type": "text", "text": content}] if isinstance(content, str) else content


def _merged(messages: Sequence[Body]) -> list[Body]:
    """Messages of one role after the other are one to the API."""
    merged: list[Body] = []
    for message in messages:
        if merged and merged[-1]["role"] == message["role"]:
            merged[-1] = {"role": message["role"], "content": [*merged[-1]["content"], *message["content"]]}
        else:
            merged.append(message)
    return merged


def _bare(part: Any) -> Any:
    """Without the marks for the prompt cache, which are no part of what is said."""
    if isinstance(part, dict):
        return {key: _bare(value) for key, value in part.items() if key != "cache_control"}
    return [_bare(item) for item in part] if isinstance(part, list) else part
