"""What an answer looks like in the thread, and what happens to it when Slack or the bot stumbles."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.messages import Ask, Done, Failed, FileReply, Image, Incoming, Reply, Table, TextDelta, ToolFinished, ToolStarted
from storage.errors import StoreUnavailable
from storage.inbox import Inbox
from tests.fakes.slack import BOT_USER, CHANNEL, DM, FakeSlack, until
from tests.fakes.slack_bot import Rig, Script, ScriptedCore, echo, rig, serving, settled, slack_settings, stores_in

PNG = b"\x89PNG\r\n\x1a\n fake picture"


async def ask(running: Rig, text: str = "질문", **more: Any) -> str:
    """Send a message and wait until nothing is unanswered; returns its ts."""
    ts = await running.deliver.message(text, **more)
    await settled(running.core.stores)
    return ts


def says(*replies: Reply) -> Script:
    return lambda _incoming: [*replies, Done()]


async def test_answer_grows_in_place_with_what_is_being_done(tmp_path: Path) -> None:
    go = asyncio.Event()

    async def slow(_incoming: Incoming) -> AsyncIterator[Reply]:
        yield ToolStarted("get_value_counts", {}, "요일별로 세고 있어요")
        await go.wait()
        yield ToolFinished("get_value_counts", {}, True)
        yield TextDelta("**월요일** 3건")
        yield Done()

    async with rig(tmp_path, slow) as running:
        ts = await running.deliver.message("요일별")
        await until(lambda: [m.words for m in running.slack.thread(DM, ts)] == ["_요일별로 세고 있어요…_"])
        go.set()
        await settled(running.core.stores)
        (message,) = running.slack.thread(DM, ts)
        assert message.words == "**월요일** 3건"
        first = next(c for c in running.slack.calls if c.method == "chat.postMessage")
        assert "생각 중이에요" in first.params["text"]


async def test_nothing_unfurls(tmp_path: Path) -> None:
    async with rig(tmp_path, says(TextDelta("a"))) as running:
        await ask(running)
        posts = [c.params for c in running.slack.calls if c.method == "chat.postMessage"]
        assert len(posts) == 1
        assert all((p["unfurl_links"], p["unfurl_media"]) == (False, False) for p in posts)


async def test_mentions_and_links_in_text_cells_and_choices_are_inert(tmp_path: Path) -> None:
    evil = "<!channel> <@U1> [여기](https://evil.example/x) &lt;!here>"
    # A stream can cut a token in two.
    replies: list[Reply] = [TextDelta(evil[:3]), TextDelta(evil[3:]), Table([evil], [[evil]], evil), Ask(evil, [evil])]
    async with rig(tmp_path, says(*replies)) as running:
        ts = await ask(running)
        for message in running.slack.thread(DM, ts):
            for text in (message.text, *(b["text"] for b in message.blocks if b["type"] == "markdown"),
                         *(b["text"]["text"] for b in message.blocks if b["type"] == "section")):  # fmt: skip
                assert "<!" not in text
                assert "<@" not in text
                assert "https://" not in text
                assert "](" not in text


async def test_long_answer_is_split_without_losing_a_word(tmp_path: Path) -> None:
    words = [f"낱말{n}" for n in range(6000)]
    async with rig(tmp_path, says(TextDelta(" ".join(words)))) as running:
        ts = await ask(running)
        messages = running.slack.thread(DM, ts)
        assert len(messages) > 2
        assert " ".join(m.words for m in messages).split() == words


async def test_table_is_a_table_block_with_exact_cells_in_the_message_of_the_answer(tmp_path: Path) -> None:
    table = Table(["요일", "건수", "평균"], [["월", 12, 3.14159], ["화", 7, None]], "요일별")
    async with rig(tmp_path, says(table, TextDelta("여기요"))) as running:
        ts = await ask(running)
        (message,) = running.slack.thread(DM, ts)
        words, title, block = message.blocks
        assert [words["text"], title["text"]["text"]] == ["여기요", "*요일별*"]
        assert [[c["text"] for c in row] for row in block["rows"]] == [["요일", "건수", "평균"], ["월", "12", "3.1416"], ["화", "7", "–"]]
        assert [s["align"] for s in block["column_settings"]] == ["left", "right", "right"]


async def test_each_further_table_has_a_message_of_its_own(tmp_path: Path) -> None:
    async with rig(tmp_path, says(TextDelta("둘이에요"), Table(["x"], [[1]]), Table(["y"], [[2]]), Ask("더 볼까요?", ["네"]))) as running:
        ts = await ask(running)
        assert [m.words for m in running.slack.thread(DM, ts)] == ["둘이에요\nx\n1", "y\n2", "더 볼까요?"]


async def test_table_that_slack_refuses_becomes_aligned_text(tmp_path: Path) -> None:
    async with rig(tmp_path, says(TextDelta("여기요"), Table(["요일", "건수"], [["월요일", 12], ["화", 7]]))) as running:
        running.slack.fail("chat.update", error="invalid_blocks", when=lambda p: any(b["type"] == "table" for b in p["blocks"]))
        ts = await ask(running)
        (message,) = running.slack.thread(DM, ts)
        assert message.blocks == []
        assert message.text == "여기요\n\n```\n요일    건수\n──────  ────\n월요일    12\n화         7\n```"


async def test_table_that_slack_refuses_and_that_is_too_long_for_text_becomes_a_file(tmp_path: Path) -> None:
    table = Table(["이름", "값"], [[f"{n} " + "가" * 60, n] for n in range(90)], "긴 표")
    async with rig(tmp_path, says(TextDelta("여기요"), table)) as running:
        running.slack.fail("chat.update", error="invalid_blocks", times=9, when=lambda p: any(b["type"] == "table" for b in p["blocks"]))
        ts = await ask(running)
        words, said, upload = running.slack.thread(DM, ts)
        assert words.words == "여기요"
        assert "90행 × 2열" in said.text
        assert upload.file is not None
        assert upload.file["name"] == "긴 표.csv"


@pytest.mark.parametrize(("rows", "columns"), [(100, 3), (5, 21)])
async def test_table_beyond_slacks_limits_becomes_a_csv_file(tmp_path: Path, rows: int, columns: int) -> None:
    table = Table([f"열{c}" for c in range(columns)], [["=1+1", *range(columns - 1)] for _ in range(rows)], "큰 표")
    async with rig(tmp_path, says(TextDelta("여기요"), table)) as running:
        ts = await ask(running)
        _, said, upload = running.slack.thread(DM, ts)
        assert f"{rows}행 × {columns}열" in said.text
        assert upload.file is not None
        lines = upload.file["content"].decode("utf-8-sig").splitlines()
        assert upload.file["name"] == "큰 표.csv"
        assert len(lines) == rows + 1
        assert lines[1].startswith("'=1+1,0")  # a spreadsheet must not run it


async def test_picture_and_file_go_to_the_thread_with_alt_text(tmp_path: Path) -> None:
    async with FakeSlack() as slack, stores_in(tmp_path) as stores:
        picture, file = stores.blobs.put(PNG, ".png"), stores.blobs.put(b"a,b\n", ".csv")
        replies = says(
            Image(picture, "chart.png", "요일별 사고 건수 막대 차트"),
            FileReply(file, "../../결과.csv", "결과", "text/csv"),
            TextDelta("됐어요"),
        )
        async with serving(slack, ScriptedCore(stores, replies), slack_settings(slack, tmp_path)) as running:
            ts = await ask(running)
        text, *files = slack.thread(DM, ts)
        assert text.words == "됐어요"
        assert [(f.file["name"], f.file["alt_txt"], f.file["content"]) for f in files if f.file] == [
            ("chart.png", "요일별 사고 건수 막대 차트", PNG),
            ("결과.csv", "결과", b"a,b\n"),
        ]


async def test_upload_that_fails_leaves_the_words_and_says_so(tmp_path: Path) -> None:
    async with FakeSlack() as slack, stores_in(tmp_path) as stores:
        slack.fail("files.getUploadURLExternal", error="internal_error", times=10)
        replies = says(Image(stores.blobs.put(PNG, ".png"), "chart.png", "차트"), TextDelta("평균은 5.1이에요."))
        async with serving(slack, ScriptedCore(stores, replies), slack_settings(slack, tmp_path)) as running:
            ts = await ask(running)
        (message,) = slack.thread(DM, ts)
        assert "평균은 5.1이에요." in message.words
        assert "`chart.png` 파일을 Slack에 올리지 못했어요" in message.words


async def test_failure_is_shown_with_its_code_after_what_was_said(tmp_path: Path) -> None:
    async with rig(tmp_path, lambda _i: [TextDelta("여기까지"), Failed("다시 해 주세요.", "brain_busy")]) as running:
        ts = await ask(running)
        assert running.slack.thread(DM, ts)[0].words == "여기까지\n\n⚠️ 다시 해 주세요. (코드 brain_busy)"


# Questions


async def test_choice_is_answered_once_and_replaces_the_buttons(tmp_path: Path) -> None:
    def script(incoming: Incoming) -> list[Reply]:
        if incoming.text == "예측":
            return [Ask("어느 구예요?", [f"구{n}" for n in range(30)]), Done()]
        return echo(incoming)

    async with rig(tmp_path, script) as running:
        ts = await ask(running, "예측")
        (question,) = running.slack.thread(DM, ts)
        assert question.words == "어느 구예요?"
        assert [b["text"]["text"] for b in question.buttons] == [f"구{n}" for n in range(25)]
        pressed, asked = replace(question), ts
        assert await asyncio.gather(*(running.deliver.press(DM, pressed, question.buttons[n]) for n in (7, 7, 8))) == [200] * 3
        await settled(running.core.stores)
        question, answer = running.slack.thread(DM, asked)
        chosen = running.core.heard[1]
        assert len(running.core.heard) == 2
        assert chosen.text in ("구7", "구8")
        assert (chosen.scope.thread, question.buttons) == ("dm", [])
        assert question.words == f"어느 구예요?\n✔️ {chosen.text}"
        assert answer.words == f"답: {chosen.text}"


async def test_question_answered_in_words_loses_its_buttons(tmp_path: Path) -> None:
    def script(incoming: Incoming) -> list[Reply]:
        return [Ask("비가 왔나요?", ["네", "아니요"]), Done()] if incoming.text == "예측" else echo(incoming)

    async with rig(tmp_path, script) as running:
        ts = await ask(running, "예측")
        (question,) = running.slack.thread(DM, ts)
        assert len(question.buttons) == 2
        await ask(running, "많이 왔어요")
        assert [question.words, question.buttons] == ["비가 왔나요?", []]


async def test_choice_of_someone_who_was_not_asked_does_not_count(tmp_path: Path) -> None:
    async with rig(tmp_path, says(Ask("지울까요?", ["네", "아니요"]))) as running:
        ts = await running.deliver.mention("데이터 지워줘")
        await settled(running.core.stores)
        (question,) = running.slack.thread(CHANNEL, ts)
        assert await running.deliver.press(CHANNEL, question, question.buttons[0], user="U2") == 200
        await until(lambda: running.slack.whispers)
        assert running.slack.whispers[0]["user"] == "U2"
        assert len(running.core.heard) == 1
        assert await running.deliver.press(CHANNEL, question, question.buttons[0]) == 200
        await until(lambda: len(running.core.heard) == 2)


async def test_question_that_waits_for_one_persons_yes_keeps_its_buttons_while_others_talk(tmp_path: Path) -> None:
    def script(incoming: Incoming) -> list[Reply]:
        return [Ask("지울까요?", ["네", "아니요"], consent="c1"), Done()] if "지워줘" in incoming.text else echo(incoming)

    async with rig(tmp_path, script) as running:
        ts = await running.deliver.mention("데이터 지워줘")
        await settled(running.core.stores)
        await running.deliver.mention("안녕하세요", thread=ts, user="U2")
        await settled(running.core.stores)
        question, _ = running.slack.thread(CHANNEL, ts)
        assert len(question.buttons) == 2
        await running.deliver.press(CHANNEL, question, question.buttons[0])
        await settled(running.core.stores)
        assert [(i.text, i.consent) for i in running.core.heard] == [("데이터 지워줘", ""), ("안녕하세요", ""), ("네", "c1")]
        assert running.slack.thread(CHANNEL, ts)[0].buttons == []


# When things go wrong


async def test_unfinished_message_is_answered_after_a_restart_in_the_message_that_was_there(tmp_path: Path) -> None:
    async def stuck(_incoming: Incoming) -> AsyncIterator[Reply]:
        yield TextDelta("절반")
        await asyncio.Event().wait()

    async with FakeSlack() as slack, stores_in(tmp_path) as stores:
        async with serving(slack, ScriptedCore(stores, stuck), slack_settings(slack, tmp_path)) as running:
            ts = await running.deliver.message("긴 질문")
            await until(lambda: any(m.words == "절반" for m in slack.thread(DM, ts)))
            (before,) = slack.thread(DM, ts)
        async with serving(slack, ScriptedCore(stores), slack_settings(slack, tmp_path)) as running:
            await settled(running.core.stores)
        (after,) = slack.thread(DM, ts)
        assert after.ts == before.ts
        assert after.words == "답: 긴 질문"


async def test_message_of_a_process_that_died_is_taken_over_when_its_lease_ends(tmp_path: Path) -> None:
    async with FakeSlack() as slack, stores_in(tmp_path) as stores:
        slack.fail("auth.test", error="token_revoked")  # this process accepts, and never answers
        async with serving(slack, ScriptedCore(stores), slack_settings(slack, tmp_path)) as running:
            ts = await running.deliver.message("살아 있나요")
        assert await stores.inbox.claim(timedelta(seconds=0.2)) is not None  # this one took it, and died
        async with serving(slack, ScriptedCore(stores), slack_settings(slack, tmp_path)) as running:
            await settled(running.core.stores)
        assert [m.words for m in slack.thread(DM, ts)] == ["답: 살아 있나요"]


class ForgetfulInbox(Inbox):
    """An inbox whose first `forgets` notes are lost, as when the process dies before it makes them."""

    forgets = 1

    async def note(self, row_id: int, **notes: Any) -> None:
        if self.forgets:
            self.forgets -= 1
            raise StoreUnavailable(store="database")
        await super().note(row_id, **notes)


@pytest.mark.parametrize("forgets", [1, 2, 3])
async def test_message_posted_but_not_noted_is_found_and_adopted(tmp_path: Path, forgets: int) -> None:
    async with FakeSlack() as slack, stores_in(tmp_path) as stores:
        inbox = ForgetfulInbox(stores.database)
        inbox.forgets = forgets
        core = ScriptedCore(replace(stores, inbox=inbox), says(TextDelta("답"), Table(["x"], [[1]]), Table(["y"], [[2]])))
        async with serving(slack, core, slack_settings(slack, tmp_path)) as running:
            ts = await ask(running)
        assert [m.words for m in slack.thread(DM, ts)] == ["답\nx\n1", "y\n2"]


async def test_finished_answer_is_not_asked_for_again_after_a_stumble_at_its_end(tmp_path: Path) -> None:
    async with rig(tmp_path, says(TextDelta("다 됐어요"), Ask("더 볼까요?", ["네"]))) as running:
        running.slack.fail("chat.postMessage", error="fatal_error", status=200, when=lambda p: "더 볼까요" in p["text"])
        ts = await ask(running)
        assert [m.words for m in running.slack.thread(DM, ts)] == ["다 됐어요", "더 볼까요?"]
        assert len(running.core.heard) == 1


FAULTS: list[dict[str, Any]] = [
    {"status": 429, "headers": {"Retry-After": "0"}},
    {"status": 503},
    {"drop": True},
    {"drop": True, "after_doing_it": True},
    {"status": 500, "after_doing_it": True},
]


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update"])
@pytest.mark.parametrize("fault", FAULTS)
async def test_answer_is_finished_once_and_in_place_when_slack_stumbles(tmp_path: Path, method: str, fault: dict[str, Any]) -> None:
    async with rig(tmp_path) as running:
        running.slack.fail(method, **fault)
        ts = await ask(running, "안녕")
        assert [m.words for m in running.slack.thread(DM, ts)] == ["답: 안녕"]


async def test_answer_that_keeps_failing_ends_with_a_sentence(tmp_path: Path) -> None:
    def broken(_incoming: Incoming) -> list[Reply]:
        raise RuntimeError("canary-4711")

    async with rig(tmp_path, broken) as running:
        ts = await ask(running)
        (message,) = running.slack.thread(DM, ts)
        assert message.words.startswith("여러 번 시도했지만")
        assert "canary-4711" not in message.words


async def test_channel_that_cannot_be_written_to_is_not_tried_for_ever(tmp_path: Path) -> None:
    async with rig(tmp_path) as running:
        running.slack.closed_channels.add(CHANNEL)
        await running.deliver.mention("안녕")
        await settled(running.core.stores)
        assert running.core.heard == []


# Commands


async def test_command_begins_a_thread_and_is_answered_there(tmp_path: Path) -> None:
    async with rig(tmp_path) as running:
        assert await running.deliver.command("predict 비 오는 금요일 18시 중구 <!channel>") == 200
        await settled(running.core.stores)
        parent = running.slack.channel(CHANNEL)[0]
        assert parent.user == BOT_USER
        assert parent.text.startswith("<@U1> /eclo predict 비 오는 금요일 18시 중구 ")
        assert "<!channel>" not in parent.text
        assert running.core.heard[0].scope.thread == parent.ts
        assert running.core.heard[0].text == "비 오는 금요일 18시 중구 @channel ECLO 예측해줘"
        await running.deliver.message("그럼 눈이 오면?", channel=CHANNEL, thread=parent.ts)
        await until(lambda: len(running.core.heard) == 2)


@pytest.mark.parametrize(
    ("typed", "locale", "understood", "language"),
    [
        ("help", "ko-KR", "도움말", "ko"),
        ("", "en-US", "help", "en"),
        ("predict rainy Friday 18:00 in Jung-gu", "ko-KR", "Predict ECLO: rainy Friday 18:00 in Jung-gu", "en"),
        ("show missing values", "ko-KR", "show missing values", "en"),
    ],
)
async def test_command_is_understood_in_the_language_of_its_words_or_of_slack(
    tmp_path: Path, typed: str, locale: str, understood: str, language: str
) -> None:
    async with rig(tmp_path) as running:
        running.slack.locale = locale
        await running.deliver.command(typed)
        await settled(running.core.stores)
        assert [(i.text, i.language) for i in running.core.heard] == [(understood, language)]


async def test_command_where_the_bot_is_no_member_is_answered_privately_with_an_invitation(tmp_path: Path) -> None:
    async with rig(tmp_path) as running:
        running.slack.closed_channels.add(CHANNEL)
        await running.deliver.command("도움말")
        await settled(running.core.stores)
        (answer,) = running.slack.responses
        assert answer["response_type"] == "ephemeral"
        assert answer["text"].startswith("답: 도움말")
        assert "/invite @eclo" in answer["text"]


async def test_slack_is_only_called_with_methods_that_the_manifest_covers(tmp_path: Path) -> None:
    from bot.slack.surface import METHODS

    async with rig(tmp_path, says(TextDelta("a"), Ask("b", ["c"]))) as running:
        running.slack.fail("chat.postMessage", drop=True)
        await running.deliver.command("help")
        await ask(running)
        assert {c.method for c in running.slack.calls} <= set(METHODS)
