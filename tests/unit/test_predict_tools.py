"""The tools around a prediction, through the registry: what they say, the numbers behind it, and the pictures."""

from __future__ import annotations

import asyncio
import math
from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from fakes.dataset_tools import FakeStores, FolderBlobs, check_sendable, context, dataset_of, profile_of

from model.errors import UnusableTable
from model.features import time_period_of
from model.predict import Predictor
from tools._errors import MissingInput, Refused
from tools._registry import call, check, discover
from tools._result import ToolResult
from tools.predict._ranking import ranking

REGISTRY = discover("tools.predict")
PREDICTOR = Predictor.load()
ACCIDENT = {
    "weather": "비", "road_type": "교차로", "accident_type": "차대차", "district": "수성구 범어동",
    "accident_hour": 15, "accident_year": 2026, "accident_month": 11, "accident_day": 22,
}  # fmt: skip
SPELT = {
    **ACCIDENT, "road_type": "교차로 - 교차로안", "district": "대구광역시 수성구 범어동", "road_surface": "젖음/습기",
    "time_period": "일반시간대", "day_of_week": "일요일",
}  # fmt: skip


async def _call(tool: str, language: str, arguments: dict[str, Any]) -> ToolResult:
    loop = asyncio.get_running_loop()
    ctx = replace(context(None, language=language), predictor=lambda: PREDICTOR, loop=loop)
    return await call(REGISTRY[tool], ctx, arguments)


def ask(tool: str, language: str = "ko", **arguments: Any) -> ToolResult:
    result = asyncio.run(_call(tool, language, arguments))
    check_sendable(result)
    for artifact in result.artifacts:
        assert artifact.data is not None
        assert artifact.data.startswith(b"\x89PNG")
        assert artifact.alt
    return result


def direct(**changes: Any) -> Any:
    """The model's own answer for the accident, past all tools."""
    return PREDICTOR.predict_one({**SPELT, **changes}, reasons=13)


# predict_eclo


def test_a_prediction_has_its_band_percentile_chances_and_reasons_as_data_and_in_words() -> None:
    result, expected = ask("predict_eclo", **ACCIDENT), direct()
    assert result.data["eclo"] == expected.eclo
    assert result.data["band"] == expected.band
    assert sum(result.data["worst_injury"].values()) == pytest.approx(1)
    cuts = sorted(PREDICTOR.bundle.bands.items(), key=lambda item: item[1])
    assert expected.band == [code for code, cut in cuts if cut <= expected.eclo][-1]
    assert "‘심각’한" in result.text
    assert f"상위 {100 - expected.percentile:.0f}%" in result.text
    assert f"중상 {100 * expected.worst['serious']:.0f}%" in result.text
    assert [r["feature"] for r in result.data["reasons"]] == [r.feature for r in expected.reasons[:3]]
    assert "일요일(높임)" in result.text


@pytest.mark.parametrize(("hour", "place", "word"), [(19, "중구", "경미"), (3, "달성군", "매우 심각")])
def test_the_band_is_told_in_words(hour: int, place: str, word: str) -> None:
    changes = {"accident_hour": hour, "district": place, "weather": "맑음", "accident_type": "차대사람" if word == "경미" else "차대차"}
    assert f"‘{word}’" in ask("predict_eclo", **{**ACCIDENT, **changes}).text


def test_an_unknown_input_is_told_with_what_it_does_to_the_interval() -> None:
    result = ask("predict_eclo", **{**ACCIDENT, "weather": "모름"})
    assert result.data["unknown"] == ["weather", "road_surface"]
    assert "모르는 값: 날씨, 노면" in result.text
    assert "구간" in result.text.split("모르는 값")[1]
    widening = PREDICTOR.predict_one({**SPELT, "weather": None, "road_surface": None}).widening
    assert result.data["widening"] == widening


def test_an_interval_that_is_wider_says_by_how_much() -> None:
    from tools.predict._inputs import understand
    from tools.predict._say import told

    ctx = replace(context(None), predictor=lambda: PREDICTOR)
    got = understand({**ACCIDENT, "weather": "모름"}, ctx.now, "ko")
    wider = PREDICTOR.predict_one(got.inputs)._replace(widening=1.0712)
    assert "7% 넓어졌어요" in " ".join(told(got, wider, 2018, ctx))


def test_years_after_the_data_a_rare_place_and_a_combination_never_seen_are_warned_of() -> None:
    rare = next(name for name, count in PREDICTOR.bundle.district_rows.items() if count < 10 and len(name.split()) > 2)
    result = ask("predict_eclo", **{**ACCIDENT, "district": rare, "weather": "맑음", "road_surface": "침수", "road_type": "터널"})
    assert "8년 뒤" in result.text
    assert f"{PREDICTOR.bundle.district_rows[rare]}건뿐" in result.text
    pair = next(iter(PREDICTOR.bundle.unseen["road_surface|road_type"]))
    unseen = ask("predict_eclo", **{**ACCIDENT, "road_surface": pair[0], "road_type": pair[1]})
    assert "함께인 사고는 학습 자료에 없었어요" in unseen.text


# The two optional inputs


@pytest.mark.parametrize(
    ("word", "level"),
    [("신호위반", "신호위반"), ("중앙선 침범", "중앙선침범"), ("속도 위반", "과속"), ("ran a red light", "신호위반"), ("speeding", "과속")],
)
def test_an_offence_is_used_when_it_is_said(word: str, level: str) -> None:
    result = ask("predict_eclo", **ACCIDENT, violation=word)
    assert result.data["inputs"]["violation"] == level
    assert result.data["eclo"] == direct(violation=level).eclo


@pytest.mark.parametrize(
    ("word", "level"), [("정면충돌", "차대차 - 정면충돌"), ("추돌", "차대차 - 추돌"), ("head-on", "차대차 - 정면충돌"), ("횡단중", "차대사람 - 횡단중")]
)  # fmt: skip
def test_a_detail_tells_the_accident_type_too(word: str, level: str) -> None:
    said = {name: value for name, value in ACCIDENT.items() if name != "accident_type"}
    for way in ({"accident_detail": word}, {"accident_type": word}):
        result = ask("predict_eclo", **said, **way)
        assert result.data["inputs"]["accident_detail"] == level
        assert result.data["eclo"] == direct(accident_detail=level, accident_type=level.split(" - ", maxsplit=1)[0]).eclo


def test_the_optional_inputs_are_never_asked_for_nor_called_unknown() -> None:
    with pytest.raises(MissingInput) as question:
        ask("predict_eclo")
    assert not {"accident_detail", "violation"} & set(question.value.missing)
    assert "법규" not in ask("predict_eclo", **{**ACCIDENT, "weather": "모름"}).text


@pytest.mark.parametrize(
    ("arguments", "named"),
    [({"violation": "음주"}, "신호위반"), ({"accident_type": "차대사람", "accident_detail": "추돌"}, "차대사람 - 횡단중")],
)
def test_a_level_that_is_none_or_does_not_fit_is_refused_with_those_that_would(arguments: dict[str, str], named: str) -> None:
    with pytest.raises(Refused) as refusal:
        ask("predict_eclo", **{**ACCIDENT, **arguments})
    assert refusal.value.code == "unknown_level"
    assert named in refusal.value.say("ko")


def test_several_accidents_take_the_optional_inputs_too() -> None:
    result = ask("predict_eclo_batch", accidents=[{**ACCIDENT, "violation": "신호위반"}, ACCIDENT])
    assert [p["eclo"] for p in result.data["predictions"]] == [direct(violation="신호위반").eclo, direct().eclo]


# Places and dates


@pytest.mark.parametrize(
    ("said", "category"),
    [
        ("범어동", "대구광역시 수성구 범어동"),
        ("수성구 범어동", "대구광역시 수성구 범어동"),
        ("대구 수성구", "대구광역시 수성구"),
        ("Suseong-gu", "대구광역시 수성구"),
        ("Beomeo-dong, Suseong-gu", "대구광역시 수성구 범어동"),
        ("현풍면", "대구광역시 달성군 현풍읍"),
        ("현풍읍", "대구광역시 달성군 현풍읍"),
        ("군위군", "대구광역시 군위군"),
        ("군위군 부계면", "대구광역시 군위군"),
        ("군위읍", "대구광역시 군위군"),
    ],
)
def test_a_place_is_found_however_it_is_written(said: str, category: str) -> None:
    assert ask("predict_eclo", **{**ACCIDENT, "district": said}).data["inputs"]["district"] == category


def test_a_county_that_joined_later_is_told_to_be_unseen() -> None:
    assert "군위군은 2023년에 대구가 된 곳" in ask("predict_eclo", **{**ACCIDENT, "district": "군위군"}).text
    assert "Gunwi-gun joined Daegu in 2023" in ask("predict_eclo", "en", **{**ACCIDENT, "district": "Gunwi-gun"}).text


@pytest.mark.parametrize(
    ("said", "words", "choice"),
    [("삼덕동", "여러 군데", "수성구 삼덕동"), ("해운대구", "`해운대구`라는 곳", None), ("없는동", "`없는동`이라는 곳", None), ("수성구 상인동", "찾지 못했어요", "달서구 상인동")],
)  # fmt: skip
def test_a_place_that_is_several_or_none_is_asked_back(said: str, words: str, choice: str | None) -> None:
    with pytest.raises(MissingInput) as question:
        ask("predict_eclo", **{**ACCIDENT, "district": said})
    assert words in question.value.say("ko")
    assert question.value.missing == ["district"]
    assert choice is None or choice in question.value.choices


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"accident_month": 2, "accident_day": 30}, "impossible_date", "2026-02-30"),
        ({"accident_month": 13}, "impossible_date", "2026-13-22"),
        ({"accident_hour": 24}, "hour_out_of_range", "다음 날 0시"),
    ],
)
def test_a_moment_that_cannot_be_is_refused(changes: dict[str, int], code: str, words: str) -> None:
    with pytest.raises(Refused) as refusal:
        ask("predict_eclo", **{**ACCIDENT, **changes})
    assert refusal.value.code == code
    assert words in refusal.value.say("ko")


def test_a_weekday_against_the_date_is_corrected_and_told() -> None:
    result = ask("predict_eclo", **ACCIDENT, day_of_week="월요일")
    assert result.data["inputs"]["day_of_week"] == "일요일"
    assert "일요일로 바로잡았어요" in result.text


# compare_scenarios


def test_scenarios_are_the_models_own_numbers_and_their_differences() -> None:
    variations = [
        {"changes": {"weather": "맑음"}},
        {"changes": {"accident_hour": 3}},
        {"label": "다른 곳", "changes": {"district": "중구"}},
    ]
    result = ask("compare_scenarios", base=ACCIDENT, variations=variations)
    expected = [
        direct(),
        direct(weather="맑음", road_surface="건조"),
        direct(accident_hour=3, time_period="심야"),
        direct(district="대구광역시 중구"),
    ]
    for case, prediction in zip(result.data["cases"], expected, strict=True):
        assert (case["eclo"], case["interval"]["low"], case["interval"]["high"]) == (prediction.eclo, prediction.low, prediction.high)
        assert case["difference"] == prediction.eclo - expected[0].eclo
        assert case["difference_percent"] == pytest.approx(100 * (prediction.eclo / expected[0].eclo - 1))
        assert case["fatal_or_serious"] == prediction.worst["fatal"] + prediction.worst["serious"]
    assert [row[0] for row in result.tables[0].rows][1:] == ["맑음", "3시", "다른 곳"]
    assert "80% 구간" in result.text
    assert "작아요" in result.text
    assert "맑음" in result.artifacts[0].alt


def test_what_is_not_said_stays_unknown_and_is_named() -> None:
    result = ask("compare_scenarios", base={"weather": "비"}, variations=[{"changes": {"weather": "맑음"}}])
    assert result.data["cases"][0]["eclo"] == PREDICTOR.predict_one({"weather": "비", "road_surface": "젖음/습기"}).eclo
    assert "모르는 값으로 둔 것" in result.text


@pytest.mark.parametrize(
    ("base", "variations", "code"),
    [
        ({}, [], "no_variations"),
        ({}, [{"changes": {}}], "no_changes"),
        ({}, [{"changes": {"weather": "비"}}] * 13, "too_many_variations"),
        ({"colour": "red"}, [{"changes": {"weather": "비"}}], "unknown_field"),
        ({}, [{"changes": {"colour": "red"}}], "unknown_field"),
        ({}, [{"changes": {"district": "삼덕동"}}], "unclear_place"),
        ({"district": "없는동"}, [{"changes": {"weather": "비"}}], "unclear_place"),
        ({}, [{"changes": {"accident_hour": 24}}], "hour_out_of_range"),
    ],
)
def test_scenarios_that_cannot_be_compared_are_refused(base: dict[str, Any], variations: list[dict[str, Any]], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        ask("compare_scenarios", base=base, variations=variations)
    assert refusal.value.code == code
    assert refusal.value.say("ko")
    assert refusal.value.say("en")


def test_cases_that_tie_for_the_most_severe_are_named_together() -> None:
    said = {}
    for language in ("ko", "en"):
        again = [{"label": name, "changes": {"accident_hour": hour}} for name, hour in (("A", 3), ("B", 3), ("C", 19))]
        said[language] = ask("compare_scenarios", language, base=ACCIDENT, variations=again).text
    assert "A와 B가 똑같이 가장 심각하고" in said["ko"]
    assert said["en"].startswith("A and B are the most severe alike")


# explain_prediction


@pytest.mark.parametrize("tool", ["predict_eclo", "explain_prediction"])
def test_a_year_after_the_data_is_no_reason_but_the_trend_until_then_is(tool: str) -> None:
    unknown = dict.fromkeys(("district", "accident_hour", "accident_month", "accident_day"), "unknown")
    weak = {**unknown, "weather": "맑음", "accident_type": "차대차", "road_type": "기타 - 기타", "accident_year": 2026}
    for language, words in (("ko", "2018년까지의 추세("), ("en", "the trend up to 2018 (")):
        result = ask(tool, language, **weak)
        assert words in result.text
        assert "2026년(" not in result.text
        assert "year 2026 (" not in result.text
        assert all("2026" not in artifact.alt for artifact in result.artifacts)


def test_contributions_add_up_to_the_prediction_and_are_those_of_the_trees() -> None:
    import numpy as np

    result = ask("explain_prediction", **ACCIDENT, violation="신호위반")
    data = result.data
    assert data["start_log"] + sum(c["log"] for c in data["contributions"]) == pytest.approx(math.log1p(data["eclo"]))
    row = PREDICTOR._encoder.one({**dict.fromkeys(["accident_detail"]), **SPELT, "violation": "신호위반"})
    values = np.asarray(PREDICTOR.booster.predict(np.array([row]), pred_contrib=True))[0]
    by_column = dict(zip(PREDICTOR.booster.feature_name(), values, strict=False))
    logs = {c["feature"]: c["log"] for c in data["contributions"]}
    assert logs["violation"] == pytest.approx(by_column["violation"])
    assert logs["district"] == pytest.approx(by_column["district"] + by_column["gu"])


def test_an_effect_in_percent_is_the_prediction_beside_that_without_it() -> None:
    data = ask("explain_prediction", **ACCIDENT).data
    for entry in data["contributions"]:
        without = math.expm1(math.log1p(data["eclo"]) - entry["log"])
        assert entry["percent"] == pytest.approx(100 * (data["eclo"] / without - 1))


def test_an_explanation_says_what_it_is_not() -> None:
    assert "원인이라는 뜻은 아니에요" in ask("explain_prediction", **ACCIDENT).text
    assert "not causes" in ask("explain_prediction", "en", **ACCIDENT).text


def test_nothing_known_is_nothing_to_explain() -> None:
    with pytest.raises(Refused) as refusal:
        ask("explain_prediction", weather="모름")
    assert refusal.value.code == "nothing_to_explain"


# rank_risk


def test_a_ranking_of_hours_is_the_models_own_for_every_hour() -> None:
    result = ask("rank_risk", by="hour", conditions={"district": "수성구", "accident_type": "차대차"})
    said = {"district": "대구광역시 수성구", "accident_type": "차대차"}
    expected = {h: PREDICTOR.predict_one({**said, "accident_hour": h}).eclo for h in range(24)}
    ranking = result.data["ranking"]
    assert {row["value"]: row["eclo"] for row in ranking} == expected
    assert [row["eclo"] for row in ranking] == sorted(expected.values(), reverse=True)
    assert "얼마나 자주 나는지가 아니라" in result.text
    assert len(result.tables[0].rows) == 10


@pytest.mark.parametrize(
    ("districts", "language", "wanted"),
    [(["수성구"], "ko", "수성구"), (["수성구"], "en", "Suseong-gu"), (["수성구", "중구"], "ko", "대구"), ([], "en", "Daegu")],
)
def test_a_model_of_one_district_does_not_speak_for_the_city(districts: list[str], language: str, wanted: str) -> None:
    usual = PREDICTOR.bundle.typical[""]
    other = copy(PREDICTOR)
    other.bundle = replace(PREDICTOR.bundle, typical={"": usual, **dict.fromkeys(districts, usual)})
    arguments = {"weather": "비", "road_type": "교차로 - 교차로안", "accident_type": "차대차", "district": "중구", "accident_hour": 15}
    date = {"accident_year": 2018, "accident_month": 11, "accident_day": 22}
    with asyncio.Runner() as runner:
        ctx = replace(context(None, language=language), predictor=lambda: other, loop=runner.get_loop())
        said = runner.run(call(REGISTRY["predict_eclo"], ctx, {**arguments, **date})).text
    assert said.count(wanted) == 3
    city = "대구" if language == "ko" else "Daegu"
    assert wanted == city or city not in said


def test_the_date_of_a_ranking_is_said_as_one() -> None:
    result = ask("rank_risk", by="hour", conditions={"accident_year": 2026, "accident_month": 11, "accident_day": 22, "weather": "비"})
    assert "2026년 11월 22일, 비 조건" in result.text


@pytest.mark.parametrize(
    ("by", "conditions"), [("hour", {"weather": "비", "day_of_week": "금요일"}), ("district", {"district": "수성구"}), ("month", {})]
)
def test_what_is_equal_as_it_is_shown_has_one_rank_and_no_single_winner(by: str, conditions: dict[str, str]) -> None:
    result = ask("rank_risk", by=by, conditions=conditions, top_n=50)
    said = [f"{row['eclo']:.2f}" for row in result.data["ranking"]]
    assert [row["rank"] for row in result.data["ranking"]] == [said.index(value) + 1 for value in said]
    assert [line[0] for line in result.tables[0].rows] == [said.index(value) + 1 for value in said]
    first = [row["name"] for row, value in zip(result.data["ranking"], said, strict=True) if value == said[0]]
    head = result.text.split(":")[0]
    assert all(name in head for name in first[:3])
    if "거의 다르지 않아요" not in head:
        assert ("공동 1위" in head) == (len(first) > 1)


def test_hours_that_tie_are_named_together() -> None:
    equal = {hour for hour in range(24) if hour not in (3, 4, 5)}
    rows = [
        {"name": f"{h}시", "value": h, "eclo": 4.2 if h in equal else 4.701 + h / 1e4, "fatal_or_serious": 0.3 + h / 50} for h in range(24)
    ]
    rows.sort(key=lambda row: -row["eclo"])
    said = {
        language: ranking({"ko": "시각", "en": "hour"}[language], rows, "", context(None, language=language)) for language in ("ko", "en")
    }
    assert "3시, 4시, 5시예요(공동 1위): 예상 ECLO 4.70, 사망·중상 가능성 36~40%" in said["ko"]
    assert "가장 낮은 것은 0시, 1시, 2시 등 시각 21개, 4.20이에요" in said["ko"]
    assert "3시, 4시 and 5시 tie for the most severe hour" in said["en"]
    assert "0시, 1시, 2시 and 18 more with 4.20" in said["en"]
    flat = [{**row, "eclo": 4.2} for row in rows]
    assert ranking("hour", flat, "", context(None, language="en")) == "The predicted ECLO does not differ by hour: it is 4.20 for all."


def test_a_part_of_the_day_leaves_only_its_hours() -> None:
    ranking = ask("rank_risk", by="hour", conditions={"time_period": "심야"}).data["ranking"]
    assert {row["value"] for row in ranking} == {h for h in range(24) if time_period_of(h) == "심야"}


def test_places_with_few_accidents_are_left_out_and_counted() -> None:
    result = ask("rank_risk", by="district", conditions={"weather": "비", "day_of_week": "금요일"}, top_n=5)
    counts = PREDICTOR.bundle.district_rows
    ranked = {row["value"] for row in result.data["ranking"]}
    assert all(counts[name] >= 50 for name in ranked)
    known = {p.category for p in PREDICTOR.places.places if p.dong}
    assert ranked == {name for name in known if counts.get(name, 0) >= 50}
    assert f"{len(known - ranked)}곳" in result.text
    assert result.data["conditions"]["day_of_week"] == "금요일"
    assert "accident_day" not in result.data["conditions"]
    assert len(result.tables[0].rows) == 5


def test_a_district_as_a_condition_leaves_only_its_neighbourhoods() -> None:
    ranking = ask("rank_risk", by="district", conditions={"district": "달성군"}).data["ranking"]
    assert ranking
    assert all(row["value"].startswith("대구광역시 달성군 ") for row in ranking)


def test_districts_are_ranked_without_the_one_that_was_never_seen() -> None:
    result = ask("rank_risk", "en", by="gu")
    assert len(result.data["ranking"]) == 8
    assert "Gunwi-gun is left out" in result.text


@pytest.mark.parametrize("by", ["time_period", "day_of_week", "month", "road_type", "weather", "road_surface", "accident_type", "accident_detail", "violation"])  # fmt: skip
def test_everything_else_can_be_ranked(by: str) -> None:
    language = "ko" if by in ("weather", "month", "violation") else "en"
    result = ask("rank_risk", language, by=by, conditions={"weather": "비", "accident_hour": 3, "accident_type": "차대차"})
    ranks = [row["eclo"] for row in result.data["ranking"]]
    assert ranks == sorted(ranks, reverse=True)
    assert len(ranks) >= 3
    if language == "en":
        assert not any("가" <= letter <= "힣" for letter in result.text)


def test_places_that_cannot_be_ranked_are_refused_with_a_way_out() -> None:
    with pytest.raises(Refused) as refusal:
        ask("rank_risk", by="district", conditions={"district": "군위군"})
    assert refusal.value.code == "too_few_accidents"
    assert "gu" in refusal.value.say("en")


# predict_dataset, before it becomes a job


def _check(folder: Path, frame: pd.DataFrame) -> None:
    frame.to_parquet(folder / "d1.parquet")
    ctx = replace(context(dataset_of(profile_of(frame)), FakeStores(FolderBlobs(folder))), predictor=lambda: PREDICTOR)
    asyncio.run(check(REGISTRY["predict_dataset"], ctx, {}))


def test_a_table_without_accident_columns_is_refused_before_the_job(tmp_path: Path) -> None:
    with pytest.raises(UnusableTable):
        _check(tmp_path, pd.DataFrame({"품목": ["사과", "배"], "가격": [1, 2]}))


def test_a_table_whose_first_rows_are_empty_is_not_refused(tmp_path: Path) -> None:
    empty = pd.DataFrame({"사고유형": [None] * 3000, "기상상태": [None] * 3000, "사고시": [None] * 3000})
    known = pd.DataFrame({"사고유형": ["차대차"], "기상상태": ["비"], "사고시": ["3"]})
    with pytest.raises(UnusableTable):  # it is the one row far down that makes the difference
        _check(tmp_path, empty.astype("string"))
    _check(tmp_path, pd.concat([empty, known], ignore_index=True).astype("string"))


# what a file's cells could not tell

WHOLE = {
    "기상상태": "비", "노면상태": "젖음/습기", "도로형태": "단일로 - 기타", "사고유형": "차대차", "시군구": "대구광역시 수성구 범어동", "요일": "월요일",
    "시간대": "일반시간대", "사고연": "2016", "사고월": "10", "사고일": "10", "사고시": "11",
}  # fmt: skip


def _cell_lines(changes: list[dict[str, str]]) -> list[str]:
    from tools.predict._cells import cell_sentences

    report = PREDICTOR.predict_frame(pd.DataFrame([{**WHOLE, **change} for change in changes])).report
    return cell_sentences(report, context(None, FakeStores(None)))


def test_a_file_of_good_rows_is_told_nothing_about_its_cells() -> None:
    assert _cell_lines([{}]) == []


def test_values_that_cannot_be_are_told_with_what_could_stand_there() -> None:
    told = "\n".join(
        _cell_lines([{"사고시": "24"}, {"사고월": "2", "사고일": "30"}, {"기상상태": "우박"}, {"시군구": "서울특별시 강남구 역삼동"}])
    )
    for word in ("‘24’", "0~23", "‘2016-02-30’", "‘우박’", "맑음 / 비", "‘서울특별시 강남구 역삼동’", "대구의 구·군"):
        assert word in told
    assert "비어 있" not in told


def test_a_column_of_unknown_places_is_not_called_absent() -> None:
    told = "\n".join(_cell_lines([{"시군구": f"없는시 없는구 동{i}"} for i in range(1000)]))
    assert "1,000칸" in told
    assert "없어서" not in told


def test_not_known_in_a_cell_is_as_good_as_empty() -> None:
    assert _cell_lines([{"기상상태": "모름"}, {"기상상태": ""}, {}]) == ["비어 있거나 ‘모름’인 칸: 기상상태 2."]


def test_a_weekday_or_period_that_contradicts_is_told() -> None:
    told = _cell_lines([{"요일": "일요일"}, {"시간대": "심야"}, {"시간대": "심야"}])
    assert [line.split("은")[0] for line in told] == ["2행", "1행"]
    assert ("시간대" in told[0], "요일" in told[1]) == (True, True)


def test_a_place_outside_the_training_data_is_told_in_a_file() -> None:
    assert "군위군" in "\n".join(_cell_lines([{"시군구": "대구광역시 군위군 효령면"}]))


def test_what_rounds_to_nothing_has_no_sign() -> None:
    from tools.predict._signed import signed

    assert [signed(value, 1) for value in (-0.04, 0.04, 0.0, -0.06, 1.25)] == ["0.0", "0.0", "0.0", "-0.1", "+1.2"]
