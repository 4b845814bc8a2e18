"""Answers to repeated questions, kept in Redis for an hour.

An answer is kept when asking again would give the same: its turn called at least one tool, all of them such that what they say follows
from the data, the model and their arguments; it started no job, wrote nothing, asked nothing back and broke nothing; and the question
has no words about now ("오늘", "now"). What the answer depends on is in its key: the workspace and channel, the datasets there by their
content, which of them the thread talks about, the question, the tools, the ECLO model, who answers, and the day.

A question that the offline grammar reads the same way with and without what was said before stands for itself. Any other depends on
the conversation, which is then in the key, too.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import re
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from bot.agent.brain import DatasetView, Message, Request, text_of
from bot.messages import FileReply, Image, Reply, Table, TextDelta, ToolFinished, ToolStarted
from storage.datasets import Dataset
from storage.errors import NotFound
from storage.scope import Scope
from storage.stores import Stores
from tools._context import ToolContext
from tools._registry import Registry

log = logging.getLogger(__name__)

VERSION = 1
MOST_BYTES = 512_000
MOST_CHARACTERS = 300  # of a question; what is longer is not asked twice
PATIENCE = 0.25  # seconds for the connection and for each answer: the cache must never be what people wait for
PAUSE_SECONDS = 10.0  # so long it is left alone after it could not be reached

_KINDS: Mapping[str, type] = {kind.__name__: kind for kind in (TextDelta, ToolStarted, ToolFinished, Table, Image, FileReply)}
# Tools that always say the same of the same data, model and arguments, and change nothing. Others may make a dataset, or tell what is
# there at the moment, also where they need no consent.
_SAME_EACH_TIME = frozenset(
    [
        "analyze_missing",
        "analyze_missing_pattern",
        "analyze_trend",
        "area_summary",
        "calculate_percentile",
        "check_multicollinearity",
        "compare_imputations",
        "cross_tabulation",
        "describe_distribution",
        "detect_data_types",
        "draw_chart",
        "draw_map",
        "filter_dataframe",
        "find_anomalous_days",
        "find_outliers",
        "fit_model",
        "get_column_correlation_with_target",
        "get_column_statistics",
        "get_correlation",
        "get_dataframe_info",
        "get_date_range",
        "get_geo_bounds",
        "get_missing_values",
        "get_outliers",
        "get_sample_rows",
        "get_temporal_pattern",
        "get_unique_values",
        "get_value_counts",
        "group_by_aggregate",
        "hot_spots",
        "query_sql",
        "show_bad_rows",
        "sort_dataframe",
        "summarize_categorical_distribution",
        "test_hypothesis",
        "compare_scenarios",
        "explain_prediction",
        "predict_eclo",
        "predict_eclo_batch",
        "rank_risk",
    ]
)
_ANOTHER_EACH_TIME = re.compile(r"random|sample\b|uuid|now\(|current_|today\(", re.I)  # in a query
_ABOUT_NOW = re.compile(
    r"오늘|내일|모레|글피|어제|그제|그저께|엊그제|지금|현재|방금|아까|이따|요즘|최근|이번|다음|지난|올해|작년|내년|재작년|금년|당장"
    r"|\d+\s*(분|시간|일|주|달|개월|년)\s*(전|뒤|후)"
    r"|\b(now|today|tonight|tomorrow|yesterday|current(ly)?|recent(ly)?|latest|this|next|last|ago|soon|just)\b|\bin \d+ (minutes?|hours?|days?|weeks?)\b",
    re.I,
)

Voice = Callable[[Scope], Awaitable[str]]
Decide = Callable[[Request], object]


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer: what was shown, and the messages of its turn after the question."""

    replies: list[Reply]
    messages: list[Message]


class AnswerCache:
    """`url` is where Redis is, "" while there is none (then nothing is kept); `decide` is the offline grammar."""

    def __init__(
        self, url: Callable[[], str], stores: Stores, registry: Registry, voice: Voice, decide: Decide, *, minutes: int = 60
    ) -> None:
        self._url, self._stores, self._registry = url, stores, registry
        self._voice, self._decide, self._seconds = voice, decide, minutes * 60
        self._client: Any = None
        self._client_url = ""
        self._quiet_until = 0.0
        self._tools = ""

    async def key(
        self, text: str, context: ToolContext, history: Sequence[Message], summary: str, views: Sequence[DatasetView]
    ) -> str | None:
        """What the answer to `text` is kept under; None when it is not to be kept, or there is nowhere to keep it."""
        if (
            len(text) > MOST_CHARACTERS
            or not self._seconds
            or not self._url()
            or time.monotonic() < self._quiet_until
            or _ABOUT_NOW.search(text)
        ):
            return None
        scope = context.scope
        known = await self._stores.datasets.list(scope)
        current = await self._stores.datasets.current(scope)
        if current is not None and not await self._stores.datasets.is_chosen(scope):
            return None  # the answer will say first which dataset it takes
        before = await asyncio.to_thread(self._needed_before, text, context, history, summary, views)
        parts = [
            VERSION,
            context.language,
            f"{context.now:%Y-%m-%d %Z}",
            " ".join(text.lower().split()).rstrip(" .!?~"),
            before,
            _content(current),
            sorted(map(_content, known)),
            await asyncio.to_thread(lambda: context.predictor().bundle.name),
            self._tools or self._fingerprint(),
            await self._voice(scope),
            context.admin,
        ]
        return f"{_place(scope)}:{_digest(parts)}"

    async def get(self, key: str) -> Kept | None:
        """The kept answer; None when there is none, when a picture of it is gone, or when Redis does not answer at once."""
        raw = await self._do("get", key)
        if raw is None:
            return None
        kept = json.loads(raw)
        replies: list[Reply] = [_KINDS[kind](**fields) for kind, fields in kept["replies"]]
        try:
            for reply in replies:
                if isinstance(reply, Image | FileReply):
                    await asyncio.to_thread(self._stores.blobs.path, reply.blob)
        except NotFound:
            return None
        return Kept(replies, kept["messages"])

    async def put(self, key: str, scope: Scope, replies: Iterable[Reply], messages: Sequence[Message]) -> None:
        """Keep an answer, where it is one to keep."""
        shown = _joined(replies)
        if not (self._follows_from_data(messages) and all(type(reply).__name__ in _KINDS for reply in shown)):
            return
        told = [(type(reply).__name__, asdict(reply)) for reply in shown]
        try:
            raw = json.dumps({"replies": told, "messages": list(messages)}, ensure_ascii=False, allow_nan=False).encode()
        except (TypeError, ValueError):
            return
        if len(raw) <= MOST_BYTES:
            await self._do("set", key, raw, ex=self._seconds)
            await self._do("sadd", _thread(scope), key)
            await self._do("expire", _thread(scope), self._seconds)

    async def forget(self, scope: Scope) -> None:
        """Drop the answers that were given in this thread."""
        if self._url() and (keys := await self._do("smembers", _thread(scope))):
            await self._do("delete", _thread(scope), *keys)

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()

    def _follows_from_data(self, messages: Sequence[Message]) -> bool:
        calls = [b for m in messages for b in m["content"] if b["type"] == "tool_use"]
        failed = any(b.get("is_error") for m in messages for b in m["content"] if b["type"] == "tool_result")
        return bool(calls) and not failed and all(map(self._is_same_each_time, calls))

    def _is_same_each_time(self, call: Mapping[str, Any]) -> bool:
        spec = self._registry.tools.get(call["name"])
        given = call["input"]
        if spec is None or spec.effect != "read" or given.get("random") or given.get("save_as"):
            return False
        return spec.name in _SAME_EACH_TIME and not _ANOTHER_EACH_TIME.search(str(given.get("sql", "")))

    def _needed_before(
        self, text: str, context: ToolContext, history: Sequence[Message], summary: str, views: Sequence[DatasetView]
    ) -> str:
        """What of the conversation the question needs: "" when it stands for itself."""
        if not history and not summary:
            return ""
        asked: Message = {"role": "user", "content": [{"type": "text", "text": text}]}
        request = [Request(said, list(self._registry), views, context.language, context.now) for said in ([asked], [*history, asked])]
        alone, within = map(self._decide, request)
        if alone == within and hasattr(alone, "input"):  # both are the same call
            return ""
        return _digest([summary, *([m["role"], text_of(m), _calls(m)] for m in history)])

    def _fingerprint(self) -> str:
        self._tools = _digest([[spec.name, spec.description, spec.schema] for spec in self._registry])
        return self._tools

    async def _do(self, command: str, *arguments: Any, **options: Any) -> Any:
        """A command to Redis; None when that does not work."""
        from redis.asyncio import Redis
        from redis.exceptions import RedisError

        if time.monotonic() < self._quiet_until:
            return None
        try:
            if self._client is None or self._client_url != self._url():
                await self.close()
                self._client_url = self._url()
                self._client = Redis.from_url(self._client_url, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE)
            return await getattr(self._client, command)(*arguments, **options)
        except (RedisError, OSError, TimeoutError) as error:
            self._quiet_until = time.monotonic() + PAUSE_SECONDS
            log.info("the answer cache can't be reached (%s)", type(error).__name__)
            with suppress(RedisError, OSError):
                await self.close()
            self._client = None
            return None


def retold(messages: Sequence[Message], turn: str) -> list[Message]:
    """The messages of a kept answer for another turn: the API refuses a conversation with two calls of one id."""
    names: dict[str, str] = {}

    def renamed(block: Mapping[str, Any]) -> dict[str, Any]:
        field = {"tool_use": "id", "tool_result": "tool_use_id"}.get(block["type"])
        if field is None:
            return dict(block)
        return {**block, field: names.setdefault(block[field], f"core_{_digest([turn, block[field]])[:32]}")}

    # Thinking is signed for its own conversation.
    return [{**m, "content": [renamed(b) for b in m["content"] if b["type"] in ("text", "tool_use", "tool_result")]} for m in messages]


def _joined(replies: Iterable[Reply]) -> list[Reply]:
    """Pieces of text that follow one another as one."""
    shown: list[Reply] = []
    for reply in replies:
        if isinstance(reply, TextDelta) and shown and isinstance(shown[-1], TextDelta):
            shown[-1] = TextDelta(shown[-1].text + reply.text)
        else:
            shown.append(reply)
    return shown


def _calls(message: Message) -> list[Any]:
    return [[b["name"], b["input"]] for b in message["content"] if b["type"] == "tool_use"]


def _content(dataset: Dataset | None) -> list[str]:
    return [dataset.name, dataset.sha256, dataset.parquet] if dataset else []


def _place(scope: Scope) -> str:
    return f"eclo:answer:{_digest([scope.workspace, scope.channel])[:32]}"


def _thread(scope: Scope) -> str:
    return f"eclo:answers:{_digest([scope.workspace, scope.channel, scope.thread])[:32]}"


def _digest(parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()
