"""The program as it is started: real processes, real pipes."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT


@pytest.fixture
def run(clean_environment, tmp_path):
    def start(*command: str, stdin: str = "", seconds: float = 60) -> subprocess.CompletedProcess[str]:
        environment = {**clean_environment, "ECLO_VAR": str(tmp_path / "var")}
        return subprocess.run(
            [sys.executable, *command], input=stdin, capture_output=True, text=True, timeout=seconds, cwd=ROOT, env=environment, check=False
        )

    return start


def eclo(*words: str) -> tuple[str, ...]:
    return ("-m", "bot.cli", *words)


def events(result) -> list[dict]:
    assert result.returncode == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_one_shot_chat_answers_about_a_file_as_json(command, example, example_frame, tmp_path):
    said = events(
        command(
            "chat",
            "--json",
            "-m",
            "요일별 사고 건수",
            "-m",
            "시간대별 평균 ECLO 차트 그려줘",
            "-f",
            str(example),
            "--out",
            str(tmp_path / "out"),
        )
    )
    tables = [e for e in said if e["type"] == "table"]
    assert {row[0]: row[1] for row in tables[1]["rows"]} == example_frame["요일"].value_counts().to_dict()
    picture = next(e for e in said if e["type"] == "image")
    assert Path(picture["path"]).read_bytes().startswith(b"\x89PNG")
    assert Path(picture["path"]).parent == tmp_path / "out"
    assert picture["alt"]
    assert [e["type"] for e in said].count("done") == 3
    assert said[-1] == {"type": "done", "cached": False}


def test_sql_in_one_shot_chat_is_answered_in_the_language_of_the_messages_before_it(command, example):
    korean = command(
        "chat", "-f", str(example), "-m", "SELECT count(*) FROM data", "-m", "결측치 보여줘", "-m", "SELECT count(*) FROM data"
    )
    assert korean.returncode == 0, korean.stderr
    assert " row" not in korean.stdout
    english = command("chat", "-f", str(example), "-m", "show missing values", "-m", "SELECT count(*) AS 행 FROM data")
    assert " rows" in english.stdout
    assert "이에요" not in english.stdout


def test_a_conversation_goes_on_after_the_program_was_closed(run, command, example):
    run(*eclo("chat", "-f", str(example)))
    first = events(command("chat", "--json", "--now", "2026-11-21T10:00", "-m", "내일 오후 3시 범어동 교차로 차대차 ECLO 예측해줘"))
    question = next(e for e in first if e["type"] == "ask")
    assert question["missing"] == ["weather"]
    assert question["tool"] == "predict_eclo"
    second = events(run(*eclo("chat", "--json", "--now", "2026-11-21T10:00", "-m", "비", "-m", "결측치 보여줘")))
    assert "예상 ECLO는" in next(e for e in second if e["type"] == "text")["text"]
    assert [e["name"] for e in second if e["type"] == "tool"] == ["predict_eclo", "get_missing_values"]


def test_a_job_in_one_shot_chat_ends_with_its_result_before_done(command, example, tmp_path):
    said = events(command("chat", "--json", "-f", str(example), "-m", "이 데이터 전체 ECLO 예측해줘", "--out", str(tmp_path / "out")))
    states = [e["state"] for e in said if e["type"] == "job"]
    assert states[0] == "queued"
    assert states[-1] == "done"
    result = next(e for e in said if e["type"] == "file")
    assert Path(result["path"]).suffix == ".csv"
    assert said[-1]["type"] == "done"


def test_jsonl_tags_every_event_with_its_thread_and_keeps_threads_apart(run, example):
    lines = [
        {"thread": "a", "text": "결측치 보여줘", "files": [str(example)]},
        {"thread": "b", "text": "안녕"},
        {"thread": "a", "text": "요일별 사고 건수"},
    ]
    said = events(run(*eclo("chat", "--jsonl"), stdin="\n".join(map(json.dumps, lines)) + "\n"))
    assert {e["thread"] for e in said} == {"a", "b"}
    assert [e["name"] for e in said if e["type"] == "tool" and e["thread"] == "a"] == [
        "read_file", "get_dataframe_info", "get_missing_values", "get_value_counts",
    ]  # fmt: skip
    assert sum(e["type"] == "done" for e in said) == 3


def test_a_bad_line_of_jsonl_is_told_and_the_next_is_answered(run):
    said = events(run(*eclo("chat", "--jsonl"), stdin='not json\n[1]\n{"text":"안녕"}\n'))
    assert [e["code"] for e in said if e["type"] == "failed"] == ["bad_line", "bad_line"]
    assert said[-1]["type"] == "done"


def test_app_with_piped_input_greets_answers_and_leaves_no_process_behind(run, example, tmp_path):
    result = run("app.py", stdin=f"/file {example}\n결측치 보여줘\n이 데이터 전체 ECLO 예측해줘\n/quit\n", seconds=90)
    assert result.returncode == 0, result.stderr
    assert "이렇게 물어보세요" in result.stdout
    assert "600행" in result.stdout
    assert "노면상태" in result.stdout
    assert "끝났어요" in result.stdout
    assert "ECLO예측.csv" in result.stdout
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and processes_of(tmp_path / "var"):
        time.sleep(0.1)
    assert processes_of(tmp_path / "var") == []


def test_app_killed_outright_leaves_no_process_behind(clean_environment, tmp_path):
    var = tmp_path / "var"
    app = subprocess.Popen(
        [sys.executable, "app.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env={**clean_environment, "ECLO_VAR": str(var)}
    )
    wait_until(lambda: len(processes_of(var)) >= 2, 30)
    app.kill()
    app.wait()
    wait_until(lambda: processes_of(var) == [], 20)
    assert processes_of(var) == []


def wait_until(condition, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"did not happen within {seconds} s"
        time.sleep(0.1)


def processes_of(var: Path) -> list[str]:
    """The children that the program started for this folder: the worker has it in its environment, Valkey a socket named for it."""
    socket_folder = hashlib.sha256(str(var.resolve()).encode()).hexdigest()[:12].encode()
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            command = (entry / "cmdline").read_bytes()
            environment = (entry / "environ").read_bytes()
        except OSError:
            continue
        if (b"valkey" in command and socket_folder in command) or (b"worker" in command and f"ECLO_VAR={var}".encode() in environment):
            found.append(command.decode(errors="replace"))
    return found


def test_tool_json_is_one_object_with_exact_data(command, example, example_frame, tmp_path):
    result = command(
        "tool",
        "group_by_aggregate",
        "-f",
        str(example),
        "--json",
        "--args",
        '{"group_column":"요일","agg_column":"ECLO","operation":"mean"}',
    )
    answer = events(result)[0]
    assert answer["ok"] is True
    expected = example_frame.groupby("요일")["ECLO"].mean()
    assert str(expected["월요일"]) in json.dumps(answer["data"], ensure_ascii=False)


def test_a_refused_input_exits_with_1_and_misuse_with_2(command, example):
    refused = command("tool", "get_value_counts", "-f", str(example), "--json", "--args", '{"column":"없는열이름"}')
    assert refused.returncode == 1
    answer = json.loads(refused.stdout)
    assert answer["ok"] is False
    assert answer["code"] == "unknown_column"
    assert command("tool", "no_such_tool").returncode == 2
    assert command("tool", "help", "--args", "[]").returncode == 2
    assert command("chat", "--now", "yesterday", "-m", "안녕").returncode == 2
    assert command("chat", "-f", "/no/such/file.csv").returncode == 2


def test_tools_lists_every_tool_with_its_schema(command):
    listed = {tool["name"]: tool for tool in events(command("tools", "--json"))}
    wanted = (
        "predict_eclo predict_eclo_batch predict_dataset get_dataframe_info get_missing_values get_value_counts group_by_aggregate"
        " get_column_statistics get_geo_bounds draw_chart draw_map list_datasets help"
    )
    assert set(wanted.split()) <= set(listed)
    features = "weather road_surface road_type accident_type time_period district day_of_week accident_hour accident_year accident_month accident_day"
    parameters = list(listed["predict_eclo"]["parameters"]["properties"])
    assert parameters[:11] == features.split()
    assert set(parameters[11:]) == {"accident_detail", "violation"}  # only when they are said


def test_predict_writes_a_csv_for_a_whole_file(command, example, tmp_path):
    out = tmp_path / "result.csv"
    result = command("predict", str(example), "-o", str(out))
    assert result.returncode == 0, result.stderr
    assert len(out.read_text(encoding="utf-8-sig").splitlines()) == 601


def test_doctor_says_what_is_there_and_what_to_do(command):
    result = command("doctor")
    assert result.returncode == 0, result.stdout
    for word in ("Python", "Database", "Queue", "Model", "ANTHROPIC_API_KEY", "Slack"):
        assert word in result.stdout


def test_a_setting_that_cannot_be_is_named_and_its_secret_is_not(clean_environment, tmp_path):
    environment = {**clean_environment, "ECLO_VAR": str(tmp_path), "PORT": "many", "SLACK_BOT_TOKEN": "xoxb-canary"}
    result = subprocess.run([sys.executable, "app.py"], capture_output=True, text=True, cwd=ROOT, env=environment, timeout=30, check=False)
    assert result.returncode == 2
    assert "PORT" in result.stderr
    assert "canary" not in result.stderr
