"""A question that waits for a yes, as it stands in Slack: whose words and whose buttons count, also after a restart."""

from __future__ import annotations

from collections.abc import Awaitable
from pathlib import Path

import pytest

from tests.fakes.slack import CHANNEL, DM, FakeSlack, Shown
from tests.fakes.slack_bot import Rig, real, settled


async def asked(running: Rig, words: str, thread: str, user: str = "U1") -> list[Shown]:
    """Say something in a thread of the channel: the messages that the bot adds."""
    return await _added(running, thread, running.deliver.mention(words, thread=thread, user=user))


async def pressed(running: Rig, thread: str, message: Shown, label: str, user: str = "U1") -> list[Shown]:
    button = next(b for b in message.buttons if b["text"]["text"] == label)
    return await _added(running, thread, running.deliver.press(CHANNEL, message, button, user=user))


async def _added(running: Rig, thread: str, doing: Awaitable[object]) -> list[Shown]:
    before = len(running.slack.thread(CHANNEL, thread))
    await doing
    await settled(running.core.stores)
    return running.slack.thread(CHANNEL, thread)[before:]


async def share(running: Rig, path: Path) -> str:
    """A thread about a file, in the channel."""
    ts = await running.deliver.mention("", files=[running.slack.host_file(path.name, path.read_bytes())])
    await settled(running.core.stores)
    return ts


async def listed(running: Rig, thread: str, path: Path) -> bool:
    (answer,) = await asked(running, "데이터 목록 보여줘", thread, "U3")
    return path.name in answer.words


WORDS = {
    "ko": ("데이터 삭제해줘", "네", "지웠어요", "이미 지나간 질문", "요일별 사고 건수 보여줘", "넘어갈게요"),
    "en": ("delete this dataset", "Yes", "Deleted", "no longer open", "show missing values", "leave undone"),
}


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_a_button_pressed_after_a_restart_still_agrees(tmp_path: Path, example: Path, language: str) -> None:
    wish, yes, gone, *_ = WORDS[language]
    async with FakeSlack() as slack:
        async with real(tmp_path, slack) as running:
            thread = await share(running, example)
            (question,) = await asked(running, wish, thread)
            await asked(running, "안녕하세요", thread, "U2")
        async with real(tmp_path, slack) as running:
            (answer,) = await pressed(running, thread, question, yes)
            assert gone in answer.words
            assert question.buttons == []
            assert not await listed(running, thread, example)


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_a_button_that_a_restart_left_below_a_dropped_question_agrees_to_nothing(
    tmp_path: Path, example: Path, language: str
) -> None:
    wish, yes, _, over, other_wish, dropped = WORDS[language]
    async with FakeSlack() as slack:
        async with real(tmp_path, slack) as running:
            thread = await share(running, example)
            (question,) = await asked(running, wish, thread)
        async with real(tmp_path, slack) as running:
            assert dropped in (await asked(running, other_wish, thread))[0].words
            (answer,) = await pressed(running, thread, question, yes)
            assert over in answer.words
            assert await listed(running, thread, example)


async def test_a_question_that_is_passed_over_loses_its_buttons(tmp_path: Path, example: Path) -> None:
    async with real(tmp_path) as running:
        thread = await share(running, example)
        (question,) = await asked(running, "데이터 삭제해줘", thread)
        (answer,) = await asked(running, "요일별 사고 건수 보여줘", thread)
        assert answer.words.startswith("앞서 여쭤본 일은 하지 않고 넘어갈게요.")
        assert question.buttons == []


async def test_one_persons_question_in_the_place_of_anothers_takes_its_buttons(tmp_path: Path, example: Path) -> None:
    async with real(tmp_path) as running:
        thread = await share(running, example)
        (mine,) = await asked(running, "데이터 삭제해줘", thread)
        said, yours = await asked(running, "데이터 삭제해줘", thread, "U2")
        assert "넘어갈게요" in said.words
        assert (len(mine.buttons), len(yours.buttons)) == (0, 2)
        await pressed(running, thread, yours, "네", "U2")
        assert not await listed(running, thread, example)


async def test_a_bare_yes_after_others_have_spoken_gets_the_question_again_with_buttons(tmp_path: Path, example: Path) -> None:
    async with real(tmp_path) as running:
        thread = await share(running, example)
        (first,) = await asked(running, "데이터 삭제해줘", thread)
        await asked(running, "안녕하세요", thread, "U2")
        assert len(first.buttons) == 2
        said, again = await asked(running, "네", thread)
        assert "한 번 더 여쭤볼게요" in said.words
        assert (len(first.buttons), len(again.buttons)) == (0, 2)
        (answer,) = await pressed(running, thread, again, "네")
        assert "지웠어요" in answer.words


async def test_once_more_by_somebody_else_asks_that_person(tmp_path: Path, example: Path) -> None:
    async with real(tmp_path) as running:
        thread = await share(running, example)
        await asked(running, "데이터 이름을 첫째.csv로 바꿔줘", thread)
        (question,) = await asked(running, "다시 시도", thread, "U2")
        assert len(question.buttons) == 2
        await pressed(running, thread, question, "네")  # not U2
        assert len(running.slack.whispers) == 1


async def test_a_command_asks_in_its_thread_and_in_a_direct_message_and_both_can_be_answered(tmp_path: Path, example: Path) -> None:
    async with real(tmp_path) as running:
        await share(running, example)
        await running.deliver.command("데이터 삭제해줘")
        await settled(running.core.stores)
        parent = next(m for m in running.slack.channel(CHANNEL) if "/eclo" in m.text)
        question = running.slack.thread(CHANNEL, parent.ts)[-1]
        assert example.name in question.words
        (answer,) = await pressed(running, parent.ts, question, "네")
        assert "지웠어요" in answer.words

        await running.deliver.message("", files=[running.slack.host_file(example.name, example.read_bytes())])
        await settled(running.core.stores)
        for words in ("delete this dataset", "yes"):
            await running.deliver.command(words, channel=DM)
            await settled(running.core.stores)
        assert "Deleted" in running.slack.channel(DM)[-1].words


async def test_where_the_bot_cannot_post_nothing_is_asked_that_could_not_be_answered(tmp_path: Path, example: Path) -> None:
    async with real(tmp_path) as running:
        await share(running, example)
        running.slack.closed_channels.add(CHANNEL)
        await running.deliver.command("데이터 삭제해줘")
        await settled(running.core.stores)
        (answer,) = running.slack.responses
        assert "확인하시는 답을 받을 수 없어서" in answer["text"]
        assert "• 네" not in answer["text"]
