"""The shipped bundle: what a prediction promises."""

from __future__ import annotations

import hashlib
import json
import math
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import card
from model.bundle import Bundle, bundle_names, champion, set_champion
from model.errors import BundleInvalid, InvalidInput, UnusableTable
from model.features import BY_NAME, CATEGORIES, FEATURES, INPUTS, NAMES, time_period_of, weekday_of
from model.predict import BANDS, NOTES, Predictor

RAINY = {
    "weather": "비",
    "road_surface": "젖음/습기",
    "road_type": "교차로 - 교차로안",
    "accident_type": "차대차",
    "time_period": "일반시간대",
    "district": "대구광역시 수성구 범어동",
    "day_of_week": "월요일",
    "accident_hour": 13,
    "accident_year": 2017,
    "accident_month": 8,
    "accident_day": 14,
}


@pytest.fixture(scope="module")
def predictor() -> Predictor:
    return Predictor.load()


def _row(predictor: Predictor, inputs: dict[str, object]) -> np.ndarray:
    """What LightGBM should see, written a second time from the bundle's JSON."""
    categories, cells = predictor.bundle.categories, []
    for column in predictor.bundle.columns:
        value = inputs.get("district" if column == "gu" else column)
        if value is None:
            cells.append(math.nan)
        elif column == "gu":
            cells.append(categories["gu"].index(str(value).split()[1]))
        else:
            cells.append(categories[column].index(value) if column in categories else value)
    return np.array([cells], dtype=float)


def _inputs(predictor: Predictor) -> st.SearchStrategy[dict[str, object]]:
    levels = {name: st.sampled_from(predictor.categories(name)) for name in CATEGORIES}
    dates = st.dates(pd.Timestamp(2007, 1, 1).date(), pd.Timestamp(2030, 12, 31).date())

    def put(parts: tuple[dict[str, object], object, int, list[str]]) -> dict[str, object]:
        values, date, hour, hidden = parts
        values |= {"accident_year": date.year, "accident_month": date.month, "accident_day": date.day, "accident_hour": hour}  # type: ignore[attr-defined]
        return {name: None if name in hidden else value for name, value in values.items()}

    return st.tuples(st.fixed_dictionaries(levels), dates, st.integers(0, 23), st.lists(st.sampled_from(NAMES))).map(put)


def test_a_prediction_is_the_boosters_own_bit_for_bit(predictor: Predictor) -> None:
    raw = predictor.booster.predict(_row(predictor, RAINY), num_threads=1)[0]
    assert predictor.predict_one(RAINY).eclo == math.expm1(raw + predictor.bundle.year_levels["2017"])
    later = RAINY | {"accident_year": 2018}
    assert predictor.predict_one(later).eclo == math.expm1(predictor.booster.predict(_row(predictor, later), num_threads=1)[0])


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_single_row_call_is_the_boosters_own_bit_for_bit(data: st.DataObject) -> None:
    predictor = _shared()
    cell = st.one_of(st.just(math.nan), st.integers(-3, 400).map(float), st.floats(-1e3, 1e3))
    row = data.draw(st.lists(cell, min_size=len(predictor.bundle.columns), max_size=len(predictor.bundle.columns)))
    assert predictor.severity is not None
    eclo, worst = (booster.predict(np.array([row]), num_threads=1)[0].tolist() for booster in (predictor.booster, predictor.severity))
    assert predictor._fast(row) == [[eclo], worst]
    assert predictor._fast(row, only=1) == [worst]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_one_accident_and_the_same_in_a_table_agree_exactly(data: st.DataObject) -> None:
    predictor = _shared()
    rows = data.draw(st.lists(_inputs(predictor), min_size=1, max_size=8))
    frame = pd.DataFrame([RAINY, *rows]).rename(columns={f.name: f.column for f in FEATURES})
    table = predictor.predict_frame(frame.astype(object), chunk=3)
    ones = [predictor.predict_one(r) for r in [RAINY, *rows]]
    assert [(o.eclo, o.low, o.high) for o in ones] == list(zip(table.eclo, table.low, table.high, strict=True))
    assert table.worst is not None
    assert table.band is not None
    assert [list((o.worst or {}).values()) for o in ones] == table.worst.tolist()
    assert [o.band for o in ones] == table.band.tolist()


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_valid_input_gives_a_finite_eclo_inside_its_interval(data: st.DataObject) -> None:
    result = _shared().predict_one(data.draw(_inputs(_shared())))
    assert 1 <= result.low <= result.eclo <= result.high < 100
    assert 0 <= result.percentile <= 100
    assert set(result.notes) <= set(NOTES)
    assert result.worst is not None
    assert abs(sum(result.worst.values()) - 1) < 1e-9
    assert result.band in BANDS
    assert 0.5 < result.widening < 2


_CACHE: list[Predictor] = []


def _shared() -> Predictor:
    if not _CACHE:
        _CACHE.append(Predictor.load())
    return _CACHE[0]


def test_nothing_known_is_an_honest_input(predictor: Predictor) -> None:
    result = predictor.predict_one(dict.fromkeys(NAMES))
    assert result.notes == ("nothing_known", "year_assumed")
    assert 0.9 < result.ratio_to_usual < 1.1
    assert predictor.predict_one({}) == result


def test_weekday_and_period_follow_and_a_contradiction_is_noted(predictor: Predictor) -> None:
    bare = {k: v for k, v in RAINY.items() if k not in ("time_period", "day_of_week")}
    result = predictor.predict_one(bare)
    assert result.derived == {"time_period": "일반시간대", "day_of_week": "월요일"}
    assert result.eclo == predictor.predict_one(RAINY).eclo
    wrong = predictor.predict_one({**RAINY, "time_period": "심야", "day_of_week": "화요일"})
    assert wrong.notes == ("time_period_contradicts_hour", "weekday_contradicts_date")


def test_a_year_after_the_data_counts_as_the_last_one_and_says_so(predictor: Predictor) -> None:
    last = predictor.bundle.training.last_year
    dateless = {k: v for k, v in RAINY.items() if k not in ("accident_month", "accident_day")}
    later = predictor.predict_one({**dateless, "accident_year": last + 8})
    assert later.notes == ("year_after_training",)
    assert later.eclo == predictor.predict_one({**dateless, "accident_year": last}).eclo
    assert later.eclo == predictor.predict_one({**dateless, "accident_year": None}).eclo


def test_a_whole_gu_can_be_asked_about_and_an_unseen_dong_uses_it(predictor: Predictor) -> None:
    gu = predictor.predict_one({**RAINY, "district": "대구광역시 수성구"})
    unseen = predictor.predict_one({**RAINY, "district": "대구광역시 수성구 없는동"})
    assert gu.notes == ()
    assert unseen.notes == ("district_unseen",)
    assert unseen.eclo == gu.eclo
    assert predictor.predict_one({**RAINY, "district": "대구광역시 군위군 군위읍"}).notes == ("district_unseen",)
    assert predictor.predict_one({"district": "대구광역시 달성군 현풍면"}) == predictor.predict_one(
        {"district": "대구광역시 달성군 현풍읍"}
    )


def test_typical_is_told_for_the_city_and_for_the_gu(predictor: Predictor) -> None:
    result = predictor.predict_one(RAINY)
    assert result.typical_gu == predictor.bundle.typical["수성구"]
    assert result.ratio == result.eclo / result.typical.mean
    assert result.ratio_to_usual == result.eclo / result.typical.predicted
    assert sum(t.rows for gu, t in predictor.bundle.typical.items() if gu) == result.typical.rows


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("accident_hour", 24, "out_of_range"),
        ("accident_hour", -1, "out_of_range"),
        ("accident_month", 13, "out_of_range"),
        ("accident_hour", "3", "not_an_integer"),
        ("accident_hour", True, "not_an_integer"),
        ("accident_hour", 3.5, "not_an_integer"),
        ("accident_hour", math.nan, "not_an_integer"),
        ("weather", "태풍", "unknown_level"),
        ("weather", 3, "unknown_level"),
        ("district", "서울특별시 중구", "unknown_level"),
        ("colour", "red", "unknown_field"),
    ],
)
def test_what_cannot_be_is_refused_by_name_with_what_could(predictor: Predictor, field: str, value: object, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        predictor.predict_one({**RAINY, field: value})
    assert (caught.value.code, caught.value.field) == (code, field)
    if code == "unknown_level":
        assert caught.value.valid == predictor.categories(field)
    if code == "out_of_range":
        assert (caught.value.facts["low"], caught.value.facts["high"]) == (BY_NAME[field].low, BY_NAME[field].high)


@pytest.mark.parametrize(("year", "last"), [(2023, 28), (2024, 29), (None, 29)])
def test_february_30_is_refused_with_the_last_day(predictor: Predictor, year: int | None, last: int) -> None:
    with pytest.raises(InvalidInput) as caught:
        predictor.predict_one({"accident_year": year, "accident_month": 2, "accident_day": 30})
    assert (caught.value.code, caught.value.facts["high"]) == ("impossible_date", last)


def _accidents(count: int) -> pd.DataFrame:
    random = np.random.default_rng(3)
    when = pd.Timestamp("2015-01-01") + pd.to_timedelta(random.integers(0, 24 * 1400, count), unit="h")
    return pd.DataFrame(
        {
            "ID": [f"A{i}" for i in range(count)],
            "사고일시": [f"{t.year}년 {t.month}월 {t.day}일 {t.hour:02d}시" for t in when],
            "시군구": random.choice(["대구광역시 중구 남산동", "대구광역시 수성구 범어동", "대구광역시 북구 침산동"], count),
            "사고유형": random.choice(["차대차 - 추돌", "차대사람 - 횡단중", "차량단독 - 기타"], count),
            "노면상태": random.choice(["건조", "습기", "결빙"], count),
            "도로형태": random.choice(["단일로 - 기타", "교차로 - 교차로안"], count),
            "when": when,
        }
    )


def test_a_raw_export_is_read_as_the_model_needs_it(predictor: Predictor) -> None:
    frame = _accidents(300)
    result = predictor.predict_frame(frame)
    coded = {"습기": "젖음/습기", "결빙": "서리/결빙", "건조": "건조"}
    for index in range(0, 300, 29):
        row, t = frame.iloc[index], frame["when"].iloc[index]
        one = predictor.predict_one(
            {
                "district": row["시군구"],
                "accident_type": row["사고유형"].split(" - ")[0],
                "accident_detail": row["사고유형"],
                "road_surface": coded[row["노면상태"]],
                "road_type": row["도로형태"],
                "accident_year": t.year,
                "accident_month": t.month,
                "accident_day": t.day,
                "accident_hour": t.hour,
                "time_period": time_period_of(t.hour),
                "day_of_week": weekday_of(t.year, t.month, t.day),
            }
        )
        assert result.eclo[index] == one.eclo
    assert result.report.derived["time_period"] == "accident_hour"
    assert result.report.derived["accident_hour"] == "사고일시"
    assert result.report.missing == ["weather"]
    assert result.report.unknown == {}


@pytest.mark.parametrize("form", ["%Y-%m-%d %H", "%Y-%m-%dT%H:%M:%S", "%Y/%m/%d %H:%M", "%Y.%m.%d %H시"])
def test_dates_may_be_written_in_many_ways(predictor: Predictor, form: str) -> None:
    frame = _accidents(50)
    other = frame.assign(사고일시=frame["when"].dt.strftime(form))
    assert (predictor.predict_frame(frame).eclo == predictor.predict_frame(other).eclo).all()


def test_the_order_of_rows_is_kept_and_that_of_columns_is_free(predictor: Predictor) -> None:
    frame = _accidents(200)
    whole = pd.Series(predictor.predict_frame(frame).eclo, index=frame.index)
    shuffled = frame.sample(frac=1, random_state=1)[list(reversed(frame.columns))]
    told: list[tuple[int, int]] = []
    result = predictor.predict_frame(shuffled, lambda done, total: told.append((done, total)), chunk=64)
    assert (result.eclo == whole.loc[shuffled.index].to_numpy()).all()
    assert told == [(64, 200), (128, 200), (192, 200), (200, 200)]


def test_english_headers_and_words_read_like_korean_ones(predictor: Predictor) -> None:
    korean = pd.DataFrame({"기상상태": ["비"], "사고유형": ["차대사람"], "시군구": ["대구광역시 수성구"], "사고시": [18]})
    english = pd.DataFrame({"Accident Hour": ["18"], "District": ["Suseong-gu"], "accident_type": ["pedestrian"], "WEATHER": ["rain"]})
    assert predictor.predict_frame(korean).eclo[0] == predictor.predict_frame(english).eclo[0]


def test_a_table_tells_how_much_wider_its_unknown_values_make_the_intervals(predictor: Predictor) -> None:
    whole = {
        "weather": "맑음", "road_surface": "건조", "road_type": "단일로 - 기타", "accident_type": "차대차", "district": "대구광역시 수성구 범어동",
        "accident_hour": 3, "accident_year": 2018, "accident_month": 2, "accident_day": 3,
    }  # fmt: skip
    rows = [whole, {**whole, "accident_type": None}, {**whole, "weather": "모름", "district": None}]
    report = predictor.predict_frame(pd.DataFrame(rows)).report
    alone = [predictor.predict_one({k: v for k, v in row.items() if v not in (None, "모름")}).widening for row in rows[1:]]
    assert report.unknown_rows == 2
    assert report.widening == pytest.approx(sum(alone) / 2)
    full = predictor.predict_frame(pd.DataFrame([whole])).report
    assert (full.unknown_rows, full.widening) == (0, 1.0)


def test_what_a_cell_cannot_mean_is_missing_and_counted(predictor: Predictor) -> None:
    frame = pd.DataFrame(
        {
            "기상상태": ["비", "태풍", "태풍", None],
            "사고유형": ["차대차", "", "우주선", None],
            "시군구": ["범어동", "서울특별시 중구", "대구광역시 수성구 없는동", " "],
            "사고시": [3, 24, "모름", np.nan],
            "사고월": [2, 2, 2, None],
            "사고일": [30, 28, 29, None],
        }
    )
    result = predictor.predict_frame(frame)
    report = result.report
    assert report.unknown == {"weather": 2, "accident_type": 1, "district": 1, "accident_hour": 1, "accident_day": 1}
    assert report.unknown_values["weather"] == {"태풍": 2}
    assert report.unknown_values["accident_day"] == {"?-02-30": 1}
    assert report.empty["accident_hour"] == 2  # "모름" says as much as an empty cell
    assert (report.empty["accident_type"], report.empty["district"]) == (2, 1)
    assert report.unusable_rows == 1
    assert result.usable.tolist() == [True, True, True, False]
    assert report.notes == {"year_assumed": 4, "district_unseen": 1}
    assert result.eclo[3] == predictor.predict_one({}).eclo


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"시설명": ["주차장"], "위도": [35.8], "경도": [128.6]}, "too_few_features"),
        ({"사고유형": ["차대차"], "요일": ["월요일"]}, "too_few_features"),
        ({"사고유형": ["모름"], "요일": ["월요일"], "시군구": [None], "기상상태": ["비"]}, "features_empty"),
        ({"기상상태": ["비"], "요일": ["월요일"], "사고시": [3]}, "no_key_feature"),
        ({"기상상태": [], "요일": [], "사고유형": []}, "no_rows"),
    ],
)
def test_a_table_without_enough_is_refused(predictor: Predictor, columns: dict[str, list[object]], code: str) -> None:
    with pytest.raises(UnusableTable) as caught:
        predictor.predict_frame(pd.DataFrame(columns))
    assert caught.value.code == code


def _copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(champion(), tmp_path / "copy"))


def test_an_altered_model_is_refused(tmp_path: Path) -> None:
    copy = _copy(tmp_path)
    text = (copy / "model.txt").read_text(encoding="utf-8")
    (copy / "model.txt").write_text(text.replace("leaf_value=", "leaf_value=9", 1), encoding="utf-8")
    with pytest.raises(BundleInvalid) as caught:
        Predictor.load(copy)
    assert (caught.value.code, caught.value.facts["file"]) == ("bundle_altered", "model.txt")


def test_an_altered_description_is_refused(tmp_path: Path) -> None:
    copy = _copy(tmp_path)
    raw = json.loads((copy / "bundle.json").read_text(encoding="utf-8"))
    raw["categories"]["weather"].reverse()
    (copy / "bundle.json").write_text(json.dumps(raw), encoding="utf-8")
    with pytest.raises(BundleInvalid) as caught:
        Predictor.load(copy)
    assert (caught.value.code, caught.value.facts["file"]) == ("bundle_altered", "bundle.json")


@pytest.mark.parametrize(("change", "code"), [({"format": 99}, "bundle_format"), ({"features": ["weather"]}, "bundle_features")])
def test_a_bundle_of_another_shape_is_refused(tmp_path: Path, change: dict[str, object], code: str) -> None:
    copy = _copy(tmp_path)
    raw = json.loads((copy / "bundle.json").read_text(encoding="utf-8")) | change
    del raw["checksum"]
    raw["checksum"] = hashlib.sha256(json.dumps(raw, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    (copy / "bundle.json").write_text(json.dumps(raw, ensure_ascii=False), encoding="utf-8")
    with pytest.raises(BundleInvalid) as caught:
        Predictor.load(copy)
    assert caught.value.code == code


@pytest.mark.parametrize(("content", "code"), [(None, "bundle_missing"), ("{", "bundle_unreadable"), ("[]", "bundle_format")])
def test_a_missing_or_broken_bundle_is_named(tmp_path: Path, content: str | None, code: str) -> None:
    if content is not None:
        (tmp_path / "bundle.json").write_text(content, encoding="utf-8")
    with pytest.raises(BundleInvalid) as caught:
        Predictor.load(tmp_path)
    assert caught.value.code == code


def test_the_champion_can_only_be_a_sound_bundle(tmp_path: Path) -> None:
    shutil.copytree(champion(), tmp_path / "good")
    shutil.copytree(champion(), tmp_path / "bad")
    (tmp_path / "bad" / "model.txt").write_text("tree", encoding="utf-8")
    set_champion("good", tmp_path)
    for name, code in (("bad", "bundle_altered"), ("none", "bundle_missing"), ("../good", "bundle_missing")):
        with pytest.raises(BundleInvalid) as caught:
            set_champion(name, tmp_path)
        assert caught.value.code == code
    assert champion(tmp_path) == tmp_path / "good"
    assert bundle_names(tmp_path) == ["bad", "good"]


def test_reasons_are_the_strongest_contributions_and_all_add_up(predictor: Predictor) -> None:
    result = predictor.predict_one(RAINY, reasons=11)
    values = predictor.booster.predict(_row(predictor, RAINY), pred_contrib=True)[0]
    by_column = dict(zip(predictor.bundle.columns, values, strict=False))
    found = {r.feature: r for r in result.reasons}
    assert found["district"].contribution == pytest.approx(by_column["district"] + by_column["gu"])
    strengths = [abs(r.contribution) for r in result.reasons]
    assert strengths == sorted(strengths, reverse=True)
    assert all((r.direction == "up") == (r.contribution > 0) for r in result.reasons)
    unknown = by_column["accident_detail"] + by_column["violation"]
    total = sum(r.contribution for r in result.reasons) + unknown + values[-1]
    assert math.expm1(total) == pytest.approx(result.eclo)
    assert [r.feature for r in predictor.predict_one({"accident_type": "차대사람"}, reasons=3).reasons] == ["accident_type"]


def test_detail_and_violation_sharpen_and_are_read_from_a_table(predictor: Predictor) -> None:
    front = {**RAINY, "accident_detail": "차대차 - 정면충돌", "violation": "중앙선침범"}
    one = predictor.predict_one(front)
    assert one.eclo > 1.1 * predictor.predict_one(RAINY).eclo
    frame = pd.DataFrame([front]).rename(columns={f.name: f.column for f in INPUTS})
    assert predictor.predict_frame(frame).eclo[0] == one.eclo
    joined = frame.drop(columns="사고유형_세부").assign(사고유형="차대차 - 정면충돌")
    assert predictor.predict_frame(joined).eclo[0] == one.eclo
    typeless = {k: v for k, v in front.items() if k != "accident_type"}
    assert predictor.predict_one(typeless).eclo == one.eclo
    with pytest.raises(InvalidInput) as caught:
        predictor.predict_one({**RAINY, "accident_detail": "차대사람 - 횡단중"})
    assert caught.value.field == "accident_detail"


def test_cautions_name_what_was_not_or_rarely_seen(predictor: Predictor) -> None:
    rare, rows = min(((d, n) for d, n in predictor.bundle.district_rows.items() if len(d.split()) > 2), key=lambda item: item[1])
    odd = {"weather": "맑음", "accident_type": "차대사람", "district": rare, "accident_year": 2026, "violation": "차로위반"}
    found = {c.code: c for c in predictor.predict_one(odd).cautions}
    assert (found["years_after_training"].count, found["district_rare"].count) == (8, rows)
    first, second = next(iter(predictor.bundle.unseen)).split("|")
    pair = predictor.bundle.unseen[f"{first}|{second}"][0]
    cautions = predictor.predict_one({first: pair[0], second: pair[1]}).cautions
    assert ("combination_unseen", (first, second)) in [(c.code, c.features) for c in cautions]
    assert predictor.predict_one(RAINY | {"accident_year": 2018, "accident_day": 13, "day_of_week": "월요일"}).cautions == ()


def test_what_is_unknown_is_named(predictor: Predictor) -> None:
    full = predictor.predict_one(RAINY)
    assert full.unknown == ()
    assert predictor.predict_one({"accident_hour": 3}).unknown == tuple(n for n in NAMES if n not in ("accident_hour", "time_period"))


def test_the_shipped_model_keeps_what_it_promises(predictor: Predictor) -> None:
    metrics = predictor.bundle.metrics
    test, constant, naive = metrics["test"], metrics["test_constant"], metrics["test_naive"]
    assert test["rmsle"] <= 0.4455 < constant["rmsle"] < naive["rmsle"]
    assert metrics["test_optional"]["rmsle"] <= 0.4415
    for name in ("coverage", "coverage_차대차", "coverage_차대사람", "coverage_차량단독"):
        assert abs(test[name] - test["coverage_aimed"]) < 0.02
    assert abs(metrics["test_optional"]["coverage"] - test["coverage_aimed"]) < 0.02
    for name in ("reported", "minor", "serious", "fatal"):
        assert test[f"log_loss_{name}"] < min(constant[f"log_loss_{name}"], naive[f"log_loss_{name}"])
        assert test[f"brier_{name}"] < constant[f"brier_{name}"]
    assert test["poisson_deviance_of_mean"] < min(constant["poisson_deviance_of_mean"], naive["poisson_deviance_of_mean"])
    clamp = predictor.bundle.backtest["clamp"]
    assert all(clamp[a] < predictor.bundle.backtest["constant"][a] for a in ("1", "2", "3"))
    assert sum(f.stat().st_size for f in champion().iterdir()) < 3_000_000


def test_the_model_card_is_that_of_the_shipped_bundle() -> None:
    page = Path(__file__).parents[2] / "docs" / "model_card.md"
    assert page.read_text(encoding="utf-8") == card.render(Bundle.read(champion()))
