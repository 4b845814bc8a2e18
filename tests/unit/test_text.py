"""Sentences: both languages have the same, every error has one, and Korean particles agree."""

from __future__ import annotations

import inspect
import string
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.agent import claude
from bot.errors import BrainError, ModelInUseBroken, describe
from bot.text import en, ko, language_of, language_said
from model import errors as model_errors
from model.data import accidents_of, ready_to_train
from model.errors import UnusableTable
from storage import errors as storage_errors
from tools import _errors
from tools._registry import discover
from tools._text import Text, particle

ROOT = Path(__file__).parent.parent.parent


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_both_languages_have_the_same_sentences_with_the_same_facts():
    assert ko.SENTENCES.keys() == en.SENTENCES.keys()
    for key, sentence in ko.SENTENCES.items():
        assert fields(sentence) - fields(en.SENTENCES[key]) == set(), key


def test_every_sentence_is_used_somewhere():
    source = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "bot").rglob("*.py") if p.parent.name != "text")
    source += (ROOT / "app.py").read_text(encoding="utf-8")
    codes = {*model_errors.CODES, *storage_errors.UNREADABLE, *all_codes(), ModelInUseBroken.code}
    for key in ko.SENTENCES:
        made = key.startswith(("job_", "error_")) and (key.removeprefix("error_") in codes or key.startswith("job_"))
        assert made or f'"{key}"' in source or f"'{key}'" in source, f"{key} is said nowhere"


def all_codes() -> set[str]:
    brain = (
        set(claude._BY_STATUS.values()) | set(claude._BY_TYPE.values()) | {"brain_unreachable", "brain_refused_request", "brain_overloaded"}
    )
    return brain | {"not_found", "store_unavailable", "cancelled", "job_gave_up", "internal"}


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("code", sorted(model_errors.CODES))
def test_every_error_of_the_model_has_a_sentence_with_its_facts(code, language):
    facts = dict.fromkeys(model_errors.CODES[code], "x")
    failure = describe(model_errors.ModelError(code, **facts), language)
    assert failure.code == code
    assert "{" not in failure.text


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("code", sorted(storage_errors.UNREADABLE))
def test_every_problem_of_a_file_has_a_sentence_with_its_facts(code, language):
    error = storage_errors.UnreadableFile(code, **dict.fromkeys(storage_errors.UNREADABLE[code], 7))
    failure = describe(error, language)
    assert failure.code == code
    assert "{" not in failure.text


@pytest.mark.parametrize("code", sorted(all_codes() - {"internal", "job_gave_up", "not_found", "store_unavailable", "cancelled"}))
def test_every_failure_of_the_brain_has_a_sentence(code):
    assert describe(BrainError(code), "en").code == code


@pytest.mark.parametrize("module", [storage_errors, model_errors, _errors])
def test_every_error_of_the_lower_rooms_is_said_and_not_logged_as_unforeseen(module):
    made = {
        "Refused": lambda kind: kind("some_code", Text("안 돼요.", "No.")),
        "MissingInput": lambda kind: kind(Text("무엇?", "What?"), ["x"], {}),
        "UnreadableFile": lambda kind: kind("file_empty"),
        "InvalidInput": lambda kind: kind("unknown_level", "weather", "x", ["맑음"]),
        "BundleInvalid": lambda kind: kind("bundle_missing", path="x"),
        "UnusableTable": lambda kind: kind("no_rows"),
        "ModelError": lambda kind: kind("no_rows"),
    }
    for name, kind in inspect.getmembers(module, inspect.isclass):
        if issubclass(kind, Exception) and kind.__module__ == module.__name__ and name not in ("ToolError", "StorageError"):
            error = made.get(name, lambda k: k())(kind)
            assert describe(error, "ko").code != "internal", name


def test_an_unforeseen_error_shows_a_number_that_stands_in_the_log(caplog):
    secret = "detail-of-a-library"
    try:
        raise RuntimeError(secret)
    except RuntimeError as error:
        failure = describe(error, "en")
    assert failure.code == "internal"
    assert secret not in failure.text
    number = caplog.records[0].args[0]
    assert str(number) in failure.text
    assert secret in caplog.text


@pytest.mark.parametrize(
    ("word", "open_form", "expected"),
    [
        ("구", "를", "를"), ("동", "를", "을"), ("서울", "로", "로"), ("부산", "로", "으로"), ("대구", "로", "로"), ("3", "가", "이"),
        ("2", "가", "가"), ("ECLO", "는", "는"), ("`사고시`", "를", "를"), ("`요일`", "는", "은"), ("x.csv", "는", "는"), ("7", "로", "로"),
    ],
)  # fmt: skip
def test_a_particle_fits_the_word_before_it(word, open_form, expected):
    assert particle(word, open_form) == expected


@given(st.text(), st.sampled_from(["는", "가", "를", "와", "로"]))
def test_a_particle_is_always_one_of_its_two_forms(word, open_form):
    assert particle(word, open_form) in {open_form, {"는": "은", "가": "이", "를": "을", "와": "과", "로": "으로"}[open_form]}


@given(st.text())
def test_braces_in_a_value_stay_what_they_are(value):
    assert Text("{x:는} 값", "{x} value").say("en", x=value) == f"{value} value"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("안녕", "ko"), ("hello", "en"), ("show 결측치", "ko"), ("123", "ko"), ("", "ko"), ("add a quarter column from 사고일시", "en"),
        ("one-hot encode 기상상태", "en"), ("mean ECLO by 요일?", "en"), ("random forest model 해줘", "ko"), ("k-means cluster 4개로 나눠줘", "ko"),
        ("ECLO mean 요일별", "ko"), ("please show RMSE를", "ko"), ("daegu_cctv.csv 볼래", "ko"), ("my old data.csv 볼래", "ko"), ("use 사고.csv", "en"),
        ("mean of 제한속도 by 도로종류", "en"), ("is ECLO higher in 심야 than in 출근시간대", "en"), ("box plot of ECLO by 사고유형", "en"),
        ("사고유형 by 요일 차트", "ko"), ("기상상태 and 노면상태 관계는?", "ko"), ("top 5 구", "ko"),
    ],
)  # fmt: skip
def test_the_language_of_a_message_is_seen(text, language):
    assert language_of(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "SELECT count(*) FROM data",
        "select 요일, avg(ECLO) from data group by 요일",
        "WITH a AS (SELECT 1) SELECT * FROM a",
        "from data select 요일",
        "```sql\nSELECT 1\n```",
        "SQL: select * from data limit 3",
    ],
)
def test_sql_is_in_no_language(text):
    assert [language_of(text, "ko"), language_of(text, "en")] == ["ko", "en"]
    assert language_said(text) is None


def test_words_around_sql_tell_the_language():
    assert language_said("쿼리 실행: SELECT count(*) FROM data") == "ko"
    assert language_of("run: select count(*) from data", "ko") == "en"


@pytest.mark.parametrize(
    ("kind", "word"), [("image", "그림"), ("executable", "실행"), ("locked", "암호가 걸린"), ("binary", "이진(binary)")]
)
def test_what_a_file_is_instead_of_a_table_is_said_in_the_readers_language(kind, word):
    error = storage_errors.UnreadableFile("file_not_text", looks_like=kind)
    assert f"{word} 파일" in describe(error, "ko").text
    assert word not in describe(error, "en").text


@pytest.mark.parametrize(
    ("language", "parts"), [("ko", ["200개", "음수 100행", "2행", "중복"]), ("en", ["200", "100 with a negative", "row 2", "repeated"])]
)
def test_too_few_rows_to_learn_from_are_told_with_what_was_wrong_with_the_others(language, parts):
    days = [f"2018-01-{n % 28 + 1:02d} {n % 24:02d}" for n in range(250)]
    hurt = [-1 if n % 2 and n < 200 else 1 for n in range(250)]
    counts = {"사망자수": 0, "중상자수": 0, "경상자수": hurt, "부상신고자수": 0}
    frame = pd.DataFrame({"사고일시": days, "시군구": "대구광역시 중구 동인동", "사고유형": "차대차", **counts})
    with pytest.raises(UnusableTable) as refused:
        ready_to_train(accidents_of(frame, source="a.csv"))
    said = describe(refused.value, language).text
    assert [part for part in parts if part not in said] == []


def test_every_tool_has_a_title_in_both_languages_and_a_description():
    for spec in discover():
        assert spec.title.ko != spec.title.en
        assert any("가" <= letter <= "힣" for letter in spec.title.ko), spec.name
        assert len(spec.summary) > 20, spec.name
        assert spec.effect != "write" or spec.confirm is not None, f"{spec.name} asks for consent with a sentence of its own"


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        ("51.3%", "예요"),
        ("35.27 km", "예요"),
        ("300 m", "예요"),
        ("30", "이에요"),
        ("5개", "예요"),
        ("하빈면(50%)", "이에요"),
        ("수성구(26.1%)", "예요"),
        ("(26.1%)", "예요"),
    ],
)
def test_particles_behind_signs_follow_how_they_are_read(word, wanted):
    assert particle(word, "예요") == wanted


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("1 rows were left out.", "1 row was left out."),
        ("21 rows were left out, 1,001 rows were kept, 0.1 rows.", "21 rows were left out, 1,001 rows were kept, 0.1 rows."),
        ("Missing values in 1 columns; 1 columns have none.", "Missing values in 1 column; 1 column has none."),
        ("1 distinct values; from 0 to 1 points", "1 distinct value; from 0 to 1 point"),
        ("1 categories, 1 of rows, 2~1 rows", "1 category, 1 of rows, 2~1 rows"),
    ],
)
def test_one_of_something_is_singular_in_english(said: str, right: str) -> None:
    assert Text(ko="", en="{said}").say("en", said=said) == right
