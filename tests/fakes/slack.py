"""A small Slack over HTTP on loopback: the Web API methods the bot uses, files, response URLs, Socket Mode.

`async with FakeSlack() as slack:` starts it; `slack.calls` is what was called, `slack.thread(channel, ts)` what people see now.
`slack.fail(...)` makes it misbehave. `Deliver` sends really signed requests to the bot, as Slack does.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode

import aiohttp
from aiohttp import WSMsgType, web

TEAM, APP, BOT_USER, BOT_ID, USER = "T1", "A1", "UBOT", "BBOT", "U1"
TOKEN, SECRET = "xoxb-fake-token", "signing-secret"
DM, CHANNEL = "D1", "C1"


@dataclass
class Call:
    method: str
    params: dict[str, Any]
    token: str


@dataclass
class Shown:
    """A message as people see it now."""

    ts: str
    thread: str
    user: str
    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    metadata: dict[str, Any] = field(default_factory=dict)
    file: dict[str, Any] | None = None
    edits: int = 0

    @property
    def words(self) -> str:
        """All that is written in it: its blocks, or its text when it has none."""
        return "\n".join(filter(None, map(_words, self.blocks))) if self.blocks else self.text

    @property
    def buttons(self) -> list[dict[str, Any]]:
        return [e for b in self.blocks if b["type"] == "actions" for e in b["elements"]]


@dataclass
class Fault:
    method: str
    status: int = 200
    error: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False
    hold: asyncio.Event | None = None  # no answer before this is set, and then none either
    after_doing_it: bool = False
    times: int = 1
    skip: int = 0
    when: Callable[[dict[str, Any]], bool] = lambda _params: True
    reached: asyncio.Event = field(default_factory=asyncio.Event)

    def concerns(self, method: str, params: dict[str, Any]) -> bool:
        return self.method in ("*", method) and self.times > 0 and self.when(params)


class FakeSlack:
    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.responses: list[dict[str, Any]] = []  # what came to response URLs
        self.whispers: list[dict[str, Any]] = []
        self.downloads: list[dict[str, str]] = []  # headers of each download
        self.closed_channels: set[str] = set()
        self.locale = "ko-KR"
        self.views: dict[str, dict[str, Any]] = {}  # open modals
        self.acks: list[dict[str, Any]] = []  # envelopes acknowledged over Socket Mode
        self._faults: list[Fault] = []
        self._channels: defaultdict[str, dict[str, Shown]] = defaultdict(dict)
        self._files: dict[str, dict[str, Any]] = {}
        self._hosted: dict[str, Callable[[web.Request], Any]] = {}
        self._numbers = itertools.count(1)
        self._socket: web.WebSocketResponse | None = None
        self._connected = asyncio.Event()

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=200 * 1024 * 1024)
        app.router.add_route("*", "/api/{method}", self._api)  # the SDK reads some methods with GET
        app.router.add_post("/upload/{file}", self._upload)
        app.router.add_get("/files-pri/{name}", self._download)
        app.router.add_post("/response/{name}", self._respond)
        app.router.add_get("/socket", self._serve_socket)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    # What a test does to it and asks of it

    def fail(self, method: str, **how: Any) -> Fault:
        """The next calls of `method` (or "*", any) fail: status=, error=, headers=, drop=True, hold=, after_doing_it=True,
        times=, skip=, when=."""
        self._faults.append(Fault(method, **how))
        return self._faults[-1]

    def number(self) -> int:
        """One that was not used before, by any `Deliver`."""
        return next(self._numbers)

    def new_ts(self) -> str:
        return f"{int(time.time())}.{next(self._numbers):06d}"

    def say(self, channel: str, text: str, *, user: str = USER, thread: str = "", ts: str = "") -> str:
        """A person writes something; returns its ts."""
        ts = ts or self.new_ts()
        self._channels[channel][ts] = Shown(ts, thread or ts, user, text)
        return ts

    def thread(self, channel: str, ts: str) -> list[Shown]:
        """The bot's messages in a thread as they look now, oldest first.

        For a message in a DM without a thread: what the bot says after it in the DM, until a person says something again.
        """
        said = list(self._channels[channel].values())
        threaded = [m for m in said if m.thread == ts and m.user == BOT_USER]
        if threaded or not channel.startswith("D"):
            return threaded
        later = [m for m in said if m.thread == m.ts and m.ts > ts]
        return list(itertools.takewhile(lambda m: m.user == BOT_USER, later))

    def root(self, channel: str, thread: str) -> Shown | None:
        """The message that a thread hangs below."""
        return self._channels[channel].get(thread)

    def channel(self, channel: str) -> list[Shown]:
        """Everything in a channel as it looks now."""
        return list(self._channels[channel].values())

    def count(self, method: str) -> int:
        return sum(call.method == method for call in self.calls)

    def host_file(self, name: str, content: bytes, **facts: Any) -> dict[str, Any]:
        """A shared file as an event tells of it. `facts` override (size=, url_private=, mode=, ...)."""

        async def serve(_request: web.Request) -> web.Response:
            return web.Response(body=content, content_type="text/csv")

        return self.host(name, serve, **{"size": len(content), **facts})

    def host(self, name: str, serve: Callable[[web.Request], Any], **facts: Any) -> dict[str, Any]:
        key = f"F{next(self._numbers)}"
        self._hosted[key] = serve
        url = f"{self.url}/files-pri/{key}"
        file = {"id": key, "name": name, "mode": "hosted", "mimetype": "text/csv", "is_external": False, "url_private": url, **facts}
        self._files[key] = file
        return file

    async def send_envelope(self, kind: str, payload: dict[str, Any]) -> str:
        """Deliver something over Socket Mode; returns the envelope's id."""
        await asyncio.wait_for(self._connected.wait(), 10)
        envelope = f"env-{next(self._numbers)}"
        assert self._socket is not None
        await self._socket.send_json({"type": kind, "envelope_id": envelope, "payload": payload, "accepts_response_payload": True})
        return envelope

    # HTTP

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        params = await _params(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or str(params.get("token", ""))
        self.calls.append(Call(method, params, token))
        fault = self._fault(method, params)
        if fault is not None and not fault.after_doing_it:
            return await self._misbehave(request, fault)
        answer = _METHODS[method](self, params) if method in _METHODS else _error("unknown_method")
        if fault is not None:
            return await self._misbehave(request, fault)
        return web.json_response(answer)

    def _fault(self, method: str, params: dict[str, Any]) -> Fault | None:
        for fault in self._faults:
            if fault.concerns(method, params):
                if fault.skip:
                    fault.skip -= 1
                    return None
                fault.times -= 1
                return fault
        return None

    async def _misbehave(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault.hold is not None:
            fault.reached.set()
            await fault.hold.wait()
        if fault.drop or fault.hold is not None:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        body = {"ok": False, "error": fault.error} if fault.error else {"ok": False, "error": "ratelimited" if fault.status == 429 else "x"}
        return web.json_response(body, status=fault.status, headers=fault.headers)

    async def _upload(self, request: web.Request) -> web.Response:
        self._files[request.match_info["file"]]["content"] = await request.read()
        return web.Response(text="OK")

    async def _download(self, request: web.Request) -> web.StreamResponse:
        self.downloads.append(dict(request.headers))
        answer: web.StreamResponse = await self._hosted[request.match_info["name"]](request)
        return answer

    async def _respond(self, request: web.Request) -> web.Response:
        self.responses.append(await request.json())
        return web.Response(text="ok")

    async def _serve_socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello"})
        self._socket = socket
        self._connected.set()
        async for message in socket:
            if message.type == WSMsgType.TEXT:
                self.acks.append(json.loads(message.data))
        return socket

    # Methods

    def _auth_test(self, _params: dict[str, Any]) -> dict[str, Any]:
        return {"ok": True, "user_id": BOT_USER, "bot_id": BOT_ID, "user": "eclo", "team_id": TEAM, "team": "Test", "url": self.url}

    def _post(self, params: dict[str, Any]) -> dict[str, Any]:
        channel = params["channel"]
        if channel in self.closed_channels:
            return _error("not_in_channel")
        if problem := _invalid(params.get("blocks") or []):
            return _error("invalid_blocks", problem)
        ts = self.new_ts()
        self._channels[channel][ts] = Shown(
            ts, params.get("thread_ts") or ts, BOT_USER, params.get("text", ""), params.get("blocks") or [], params.get("metadata") or {}
        )
        return {"ok": True, "ts": ts, "channel": channel}

    def _update(self, params: dict[str, Any]) -> dict[str, Any]:
        message = self._channels[params["channel"]].get(params["ts"])
        if message is None:
            return _error("message_not_found")
        if problem := _invalid(params.get("blocks") or []):
            return _error("invalid_blocks", problem)
        message.text, message.blocks = params.get("text", ""), params.get("blocks") or []
        message.edits += 1
        return {"ok": True, "ts": message.ts, "channel": params["channel"]}

    def _delete(self, params: dict[str, Any]) -> dict[str, Any]:
        gone = self._channels[params["channel"]].pop(params["ts"], None)
        return {"ok": True} if gone else _error("message_not_found")

    def _whisper(self, params: dict[str, Any]) -> dict[str, Any]:
        self.whispers.append(params)
        return {"ok": True, "message_ts": self.new_ts()}

    def _replies(self, params: dict[str, Any]) -> dict[str, Any]:
        return {"ok": True, "messages": [_told(m) for m in self._channels[params["channel"]].values() if m.thread == params["ts"]]}

    def _history(self, params: dict[str, Any]) -> dict[str, Any]:
        return {"ok": True, "messages": [_told(m) for m in reversed(self._channels[params["channel"]].values()) if m.thread == m.ts]}

    def _upload_url(self, params: dict[str, Any]) -> dict[str, Any]:
        key = f"F{next(self._numbers)}"
        self._files[key] = {"id": key, "name": params["filename"], "alt_txt": params.get("alt_txt", ""), "length": int(params["length"])}
        return {"ok": True, "file_id": key, "upload_url": f"{self.url}/upload/{key}"}

    def _complete_upload(self, params: dict[str, Any]) -> dict[str, Any]:
        channel, files = params["channel_id"], params["files"]
        for named in files:
            file = self._files[named["id"]]
            assert len(file["content"]) == file["length"]
            ts = self.new_ts()
            self._channels[channel][ts] = Shown(ts, params.get("thread_ts") or ts, BOT_USER, "", file=file)
        return {"ok": True, "files": [{"id": named["id"], "title": named.get("title")} for named in files]}

    def _file_info(self, params: dict[str, Any]) -> dict[str, Any]:
        file = self._files.get(params["file"])
        return {"ok": True, "file": {k: v for k, v in file.items() if k != "file_access"}} if file else _error("file_not_found")

    def _user_info(self, params: dict[str, Any]) -> dict[str, Any]:
        return {"ok": True, "user": {"id": params["user"], "locale": self.locale}}

    def _open_view(self, params: dict[str, Any]) -> dict[str, Any]:
        view = {**_decoded(params["view"]), "id": f"V{self.number()}"}
        self.views[view["id"]] = view
        return {"ok": True, "view": view}

    def _update_view(self, params: dict[str, Any]) -> dict[str, Any]:
        if params["view_id"] not in self.views:
            return _error("not_found")
        self.views[params["view_id"]] = {**_decoded(params["view"]), "id": params["view_id"]}
        return {"ok": True, "view": self.views[params["view_id"]]}

    def _open_socket(self, _params: dict[str, Any]) -> dict[str, Any]:
        return {"ok": True, "url": self.url.replace("http", "ws", 1) + "/socket"}


_METHODS: dict[str, Callable[[FakeSlack, dict[str, Any]], dict[str, Any]]] = {
    "auth.test": FakeSlack._auth_test,
    "chat.postMessage": FakeSlack._post,
    "chat.update": FakeSlack._update,
    "chat.delete": FakeSlack._delete,
    "chat.postEphemeral": FakeSlack._whisper,
    "conversations.history": FakeSlack._history,
    "conversations.replies": FakeSlack._replies,
    "files.getUploadURLExternal": FakeSlack._upload_url,
    "files.completeUploadExternal": FakeSlack._complete_upload,
    "files.info": FakeSlack._file_info,
    "users.info": FakeSlack._user_info,
    "views.open": FakeSlack._open_view,
    "views.update": FakeSlack._update_view,
    "apps.connections.open": FakeSlack._open_socket,
}


class Deliver:
    """Sends what Slack would send to the bot at `url`, really signed. Each method returns the HTTP status (and the message's ts)."""

    def __init__(self, slack: FakeSlack, url: str, secret: str = SECRET) -> None:
        self.slack, self.url, self._secret = slack, url, secret

    async def message(
        self,
        text: str = "",
        *,
        channel: str = DM,
        thread: str = "",
        user: str = USER,
        files: list[dict[str, Any]] | None = None,
        **extra: Any,
    ) -> str:
        """A person writes (in a DM unless told otherwise); returns the message's ts."""
        body = self.event(text, channel=channel, thread=thread, user=user, files=files, **extra)
        assert await self.send(body) == 200
        return str(body["event"]["ts"])

    async def mention(self, text: str, *, channel: str = CHANNEL, thread: str = "", user: str = USER, **extra: Any) -> str:
        """A mention: Slack tells of it twice."""
        body = self.event(f"<@{BOT_USER}> {text}", channel=channel, thread=thread, user=user, **extra)
        twin = {**body, "event_id": f"Ev{self.slack.number()}", "event": {**body["event"], "type": "app_mention"}}
        assert list(await asyncio.gather(self.send(body), self.send(twin))) == [200, 200]
        return str(body["event"]["ts"])

    def event(
        self, text: str, *, channel: str = DM, thread: str = "", user: str = USER, files: list[dict[str, Any]] | None = None, **extra: Any
    ) -> dict[str, Any]:
        """The body of a message event."""
        ts = self.slack.say(channel, text, user=user, thread=thread)
        event: dict[str, Any] = {"type": "message", "channel": channel, "user": user, "text": text, "ts": ts, "event_ts": ts}
        event["channel_type"] = "im" if channel.startswith("D") else "channel"
        if thread:
            event["thread_ts"] = thread
            if (root := self.slack.root(channel, thread)) is not None:
                event["parent_user_id"] = root.user
        if files:
            event |= {"files": files, "subtype": "file_share"}
        return self.body({**event, **extra})

    def body(self, event: dict[str, Any]) -> dict[str, Any]:
        return {
            "token": "legacy",
            "team_id": TEAM,
            "api_app_id": APP,
            "type": "event_callback",
            "event_id": f"Ev{self.slack.number()}",
            "event_time": int(time.time()),
            "authorizations": [{"enterprise_id": None, "team_id": TEAM, "user_id": BOT_USER, "is_bot": True}],
            "event": event,
        }

    async def command(self, text: str, *, channel: str = CHANNEL, user: str = USER) -> int:
        fields = {
            "command": "/eclo", "text": text, "team_id": TEAM, "channel_id": channel, "user_id": user, "api_app_id": APP,
            "trigger_id": f"123.456.{self.slack.number()}", "response_url": f"{self.slack.url}/response/1",
        }  # fmt: skip
        return await self.post(urlencode(fields), "application/x-www-form-urlencoded")

    async def press(self, channel: str, message: Shown, button: dict[str, Any], *, user: str = USER) -> int:
        """Someone presses a button of a message."""
        thread = {} if message.thread == message.ts else {"thread_ts": message.thread}
        payload = {
            "type": "block_actions",
            "team": {"id": TEAM, "domain": "test"},
            "user": {"id": user, "team_id": TEAM},
            "api_app_id": APP,
            "trigger_id": f"789.{self.slack.number()}",
            "container": {"type": "message", "message_ts": message.ts, "channel_id": channel, **thread},
            "channel": {"id": channel},
            "message": {"ts": message.ts, **thread, "text": message.text, "blocks": message.blocks},
            "response_url": f"{self.slack.url}/response/2",
            "actions": [{"type": "button", "block_id": "b", "action_ts": "1.1", **{k: v for k, v in button.items() if k != "type"}}],
        }
        return await self.post(urlencode({"payload": json.dumps(payload)}), "application/x-www-form-urlencoded")

    async def submit(self, view: dict[str, Any], values: dict[str, dict[str, str]], *, user: str = USER) -> dict[str, Any]:
        """Someone sends a form (block id -> field -> value); what the bot answers to it."""
        state = {
            block: {name: {"type": "plain_text_input", "value": value} for name, value in given.items()} for block, given in values.items()
        }
        payload = {
            "type": "view_submission",
            "team": {"id": TEAM, "domain": "test"},
            "user": {"id": user, "team_id": TEAM},
            "api_app_id": APP,
            "trigger_id": f"790.{self.slack.number()}",
            "view": {**view, "state": {"values": state}},
        }
        answered: list[str] = []
        raw = urlencode({"payload": json.dumps(payload)})
        assert await self.post(raw, "application/x-www-form-urlencoded", answered=answered) == 200
        answer: dict[str, Any] = json.loads(answered[0] or "{}")
        if answer.get("response_action") == "update":
            self.slack.views[view["id"]] |= answer["view"]
        return answer

    async def send(self, body: dict[str, Any]) -> int:
        return await self.post(json.dumps(body), "application/json")

    async def post(
        self, raw: str, content_type: str, *, age: int = 0, headers: dict[str, str] | None = None, answered: list[str] | None = None
    ) -> int:
        """Send a raw body; `age` seconds old, or with `headers` in place of the signature's. `answered` takes the body of the answer."""
        timestamp = str(int(time.time()) - age)
        mac = hmac.new(self._secret.encode(), f"v0:{timestamp}:{raw}".encode(), hashlib.sha256).hexdigest()
        signed = {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={mac}"} if headers is None else headers
        async with (
            aiohttp.ClientSession() as http,
            http.post(f"{self.url}/slack/events", data=raw, headers={"Content-Type": content_type, **signed}) as answer,
        ):
            if answered is not None:
                answered.append(await answer.text())
            return answer.status


async def until(true: Callable[[], Any], seconds: float = 10.0) -> Any:
    """Wait until something holds; its value. Fails loudly after `seconds`."""
    end = time.monotonic() + seconds
    while not (value := true()):
        assert time.monotonic() < end, "it did not happen in time"
        await asyncio.sleep(0.01)
    return value


async def _params(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        return dict(await request.json())
    values: dict[str, Any] = {**dict(request.query), **dict(parse_qsl(await request.text()))}
    for name in ("files", "blocks", "metadata"):
        if isinstance(values.get(name), str):
            values[name] = json.loads(values[name])
    return values


def _told(message: Shown) -> dict[str, Any]:
    """A message as conversations.replies and conversations.history tell of it."""
    files = [{"id": message.file["id"], "name": message.file["name"]}] if message.file else []
    return {"ts": message.ts, "user": message.user, "text": message.text, "metadata": message.metadata, "files": files}


def _decoded(view: Any) -> dict[str, Any]:
    return dict(json.loads(view) if isinstance(view, str) else view)


def _error(code: str, detail: str = "") -> dict[str, Any]:
    return {"ok": False, "error": code, **({"response_metadata": {"messages": [detail]}} if detail else {})}


def _words(block: dict[str, Any]) -> str:
    match block["type"]:
        case "markdown":
            return str(block["text"])
        case "section":
            return str(block["text"]["text"])
        case "context":
            return " ".join(str(e["text"]) for e in block["elements"])
        case "table":
            return "\n".join(" | ".join(cell["text"] for cell in row) for row in block["rows"])
        case _:
            return ""


def _invalid(blocks: list[dict[str, Any]]) -> str:
    """What Slack would not take about these blocks (docs.slack.dev/reference/block-kit)."""
    if len(blocks) > 50:
        return "more than 50 blocks"
    if sum(len(b["text"]) for b in blocks if b["type"] == "markdown") > 12_000:
        return "markdown over 12,000 characters"
    return next((problem for block in blocks if (problem := _BLOCK_RULES.get(block["type"], _unknown_rule)(block))), "")


def _unknown_rule(block: dict[str, Any]) -> str:
    return f"unknown block type {block['type']}"


def _section_rule(block: dict[str, Any]) -> str:
    return "" if 0 < len(block["text"]["text"]) <= 3000 else "section text of 1 to 3,000"


def _actions_rule(block: dict[str, Any]) -> str:
    elements = block["elements"]
    if not 0 < len(elements) <= 25 or len({e["action_id"] for e in elements}) != len(elements):
        return "1 to 25 elements with different ids"
    bad = [e for e in elements if not 0 < len(e["text"]["text"]) <= 75 or len(e["value"]) > 2000 or len(e["action_id"]) > 255]
    return "a button is out of bounds" if bad else ""


def _table_rule(block: dict[str, Any]) -> str:
    rows = block["rows"]
    if len(rows) > 100 or any(len(row) > 20 or len(row) != len(rows[0]) for row in rows) or len(block["column_settings"]) > 20:
        return "table over 100 rows x 20 columns"
    cells = [cell for row in rows for cell in row]
    if any(cell["type"] != "raw_text" or not cell["text"] for cell in cells):
        return "empty cell"
    return "over 10,000 characters" if sum(len(c["text"]) for c in cells) > 10_000 else ""


_BLOCK_RULES: dict[str, Callable[[dict[str, Any]], str]] = {
    "markdown": lambda b: "" if b["text"] else "empty markdown",
    "section": _section_rule,
    "actions": _actions_rule,
    "table": _table_rule,
    "context": lambda b: "" if 0 < len(b["elements"]) <= 10 and all(e["text"] for e in b["elements"]) else "1 to 10 elements",
}
