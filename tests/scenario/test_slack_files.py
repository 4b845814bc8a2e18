"""Files shared in Slack: fetched from Slack and nowhere else, within the size, and gone afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from tests.fakes.slack import CHANNEL, DM, TOKEN
from tests.fakes.slack_bot import Rig, rig, settled

CSV = "요일,건수\n월,1\n".encode()


async def share(running: Rig, *files: dict[str, Any], text: str = "", **more: Any) -> list[str]:
    """Share files and wait for the answer; what the thread says then."""
    ts = await running.deliver.message(text, files=list(files), **more)
    await settled(running.core.stores)
    return [m.words for m in running.slack.thread(more.get("channel", DM), ts)]


async def test_shared_csv_reaches_the_core_and_leaves_nothing_behind(tmp_path: Path) -> None:
    async with rig(tmp_path) as running:
        await share(running, running.slack.host_file("사고.csv", CSV), running.slack.host_file("b.csv", b"x\n"), text="이거 봐줘")
        assert running.core.files == [{"사고.csv": CSV, "b.csv": b"x\n"}]
        assert [d["Authorization"] for d in running.slack.downloads] == [f"Bearer {TOKEN}"] * 2
        assert list((tmp_path / "incoming").iterdir()) == []


async def test_file_name_is_shown_and_never_a_path(tmp_path: Path) -> None:
    names = ["../../etc/passwd", "a\u202egnp.csv", "긴" * 5000 + ".csv"]
    async with rig(tmp_path) as running:
        for name in names:
            await share(running, running.slack.host_file(name, CSV), text="x")
        assert [next(iter(files)) for files in running.core.files][:2] == ["passwd", "agnp.csv"]
        (long,) = running.core.files[2]
        assert len(long) <= 120
        assert long.endswith(".csv")
        assert all(i.attachments[0].path.parent.parent == tmp_path / "incoming" for i in running.core.heard)


REFUSED = [
    ({"url_private": "https://evil.example/f.csv"}, "주소를 믿을 수 없어서"),
    ({"url_private": "https://files.slack.com.evil.example/f.csv"}, "주소를 믿을 수 없어서"),
    ({"url_private": "https://files.slack.com@evil.example/f.csv"}, "주소를 믿을 수 없어서"),
    ({"url_private": "http://files.slack.com/f.csv"}, "주소를 믿을 수 없어서"),
    ({"url_private": "https://files.slack.com:8443/f.csv"}, "주소를 믿을 수 없어서"),
    ({"url_private": "https://10.0.0.1/f.csv"}, "주소를 믿을 수 없어서"),
    ({"url_private": "http://127.0.0.1:1/f.csv"}, "주소를 믿을 수 없어서"),
    ({"url_private": "file:///etc/passwd"}, "주소를 믿을 수 없어서"),
    ({"url_private": ""}, "주소를 믿을 수 없어서"),
    ({"mode": "external"}, "Slack 밖에 있어서"),
    ({"is_external": True}, "Slack 밖에 있어서"),
    ({"mode": "tombstone"}, "지워졌거나"),
    ({"size": 2 * 1024 * 1024}, "1 MB까지"),
]


@pytest.mark.parametrize(("facts", "said"), REFUSED)
async def test_file_that_is_not_slacks_is_refused_before_a_token_is_sent(tmp_path: Path, facts: dict[str, Any], said: str) -> None:
    async with rig(tmp_path, max_upload_mb=1) as running:
        (answer,) = await share(running, running.slack.host_file("f.csv", CSV, **facts))
        assert said in answer
        assert running.slack.downloads == []
        assert running.core.heard == []


async def test_redirect_is_not_followed(tmp_path: Path) -> None:
    async with rig(tmp_path) as running:
        elsewhere = running.slack.host_file("other.csv", CSV)

        async def redirect(_request: web.Request) -> web.Response:
            raise web.HTTPFound(elsewhere["url_private"])

        (answer,) = await share(running, running.slack.host("f.csv", redirect))
        assert "열 권한이 없어요" in answer
        assert len(running.slack.downloads) == 1


async def test_download_is_cut_at_the_cap_when_the_declared_size_lies(tmp_path: Path) -> None:
    sent = 0

    async def endless(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(400):
            await response.write(b"x" * 100_000)
            sent += 100_000
        return response

    async with rig(tmp_path, max_upload_mb=1) as running:
        (answer,) = await share(running, running.slack.host("f.csv", endless, size=10))
        assert "1 MB까지" in answer
        assert sent < 30_000_000
        assert running.core.heard == []


async def test_sign_in_page_in_place_of_a_file_is_no_data(tmp_path: Path) -> None:
    async def page(_request: web.Request) -> web.Response:
        return web.Response(text="<html>Sign in</html>", content_type="text/html")

    async with rig(tmp_path) as running:
        (answer,) = await share(running, running.slack.host("f.csv", page))
        assert "열 권한이 없어요" in answer


async def test_broken_download_is_tried_again(tmp_path: Path) -> None:
    attempts = 0

    async def flaky(request: web.Request) -> web.Response:
        nonlocal attempts
        attempts += 1
        if attempts == 1:
            assert request.transport is not None
            request.transport.abort()
        return web.Response(body=CSV, content_type="text/csv")

    async with rig(tmp_path) as running:
        await share(running, running.slack.host("f.csv", flaky), text="봐줘")
        assert running.core.files == [{"f.csv": CSV}]


async def test_one_bad_file_does_not_stop_the_others_or_the_question(tmp_path: Path) -> None:
    async with rig(tmp_path) as running:
        (answer,) = await share(
            running, running.slack.host_file("bad.csv", CSV, is_external=True), running.slack.host_file("good.csv", CSV), text="합계는?"
        )
        assert list(running.core.files[0]) == ["good.csv"]
        assert answer.startswith("`bad.csv` 파일은 Slack 밖에 있어서")
        assert answer.endswith("답: 합계는?")


async def test_file_of_another_organisation_is_looked_up(tmp_path: Path) -> None:
    async with rig(tmp_path) as running:
        file = running.slack.host_file("f.csv", CSV)
        await share(running, {"id": file["id"], "file_access": "check_file_info", "name": "f.csv"}, text="봐줘")
        assert running.core.files == [{"f.csv": CSV}]


async def test_file_with_a_mention_in_a_channel_is_taken(tmp_path: Path) -> None:
    async with rig(tmp_path) as running:
        file = running.slack.host_file("f.csv", CSV)
        await share(running, file, text="<@UBOT> 요약해줘", channel=CHANNEL)
        assert [i.text for i in running.core.heard] == ["요약해줘"]
        assert running.core.files == [{"f.csv": CSV}]
