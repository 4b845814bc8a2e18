"""The quick ways give the same bits as the plain ones: rows together and alone, threads, whatever a cell holds."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import rows
from model.features import BY_NAME, INPUT_CATEGORIES, INPUTS, NAMES
from model.predict import Predictor
from model.spread import bounds, bounds_of, group_of, limits_for, spread_of, spread_of_one

PREDICTOR: list[Predictor] = []


def _predictor() -> Predictor:
    if not PREDICTOR:
        PREDICTOR.append(Predictor.load())
    return PREDICTOR[0]


def _accidents() -> st.SearchStrategy[list[dict[str, object]]]:
    """Accidents as people have them: some inputs unknown, places that were never seen, details that are there or not."""
    predictor = _predictor()
    levels = {name: st.none() | st.sampled_from(predictor.categories(name)) for name in INPUT_CATEGORIES}
    unseen = st.sampled_from(["대구광역시 수성구 없는동", "대구광역시 군위군 군위읍", "대구광역시 수성구"])
    levels["district"] = levels["district"] | unseen
    numbers = {"accident_hour": (0, 23), "accident_year": (2000, 2030), "accident_month": (1, 12), "accident_day": (1, 28)}
    one = st.fixed_dictionaries(levels | {name: st.none() | st.integers(*ends) for name, ends in numbers.items()})
    return st.lists(one.map(_agreeing), min_size=1, max_size=8)


def _agreeing(one: dict[str, object]) -> dict[str, object]:
    """A detail of another type of accident is refused, so the type follows from it."""
    return one | {"accident_type": str(one["accident_detail"]).split(" - ")[0]} if one["accident_detail"] else one


def _frame(accidents: list[dict[str, object]]) -> pd.DataFrame:
    anchor = {"accident_type": "차대차", "weather": "비", "accident_hour": 3}  # so that enough columns are known
    frame = pd.DataFrame([anchor, *accidents], columns=[f.name for f in INPUTS], dtype=object)
    return frame.rename(columns={name: feature.column for name, feature in BY_NAME.items()})


def _cells(accident: dict[str, object]) -> list[float]:
    """What LightGBM should see of an accident, from the bundle's JSON alone."""
    bundle, known = _predictor().bundle, {}
    district = str(accident["district"] or "").split()
    for name, value in accident.items():
        levels = bundle.categories.get(name)
        known[name] = (
            math.nan if value is None else float(value) if levels is None else levels.index(value) if value in levels else math.nan
        )  # type: ignore[arg-type]
    gus = bundle.categories["gu"]
    known["gu"] = gus.index(district[1]) if district and district[1] in gus else math.nan
    known["district"] = math.nan if len(district) < 3 else known["district"]
    first, last = bundle.training.first_year, bundle.training.last_year
    known["accident_year"] = last if math.isnan(known["accident_year"]) else min(max(known["accident_year"], first), last)
    return [known[column] for column in bundle.columns]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_table_one_accident_and_the_booster_give_the_same_bits(data: st.DataObject) -> None:
    predictor, accidents = _predictor(), data.draw(_accidents())
    accidents += data.draw(st.lists(st.sampled_from(accidents), max_size=6))  # some rows are there twice
    table = predictor.predict_frame(_frame(accidents), chunk=data.draw(st.integers(1, 9)))
    ones = [predictor.predict_one(one) for one in accidents]
    assert table.worst is not None
    assert table.band is not None
    assert table.eclo[1:].tolist() == [one.eclo for one in ones]
    assert table.low[1:].tolist() == [one.low for one in ones]
    assert table.high[1:].tolist() == [one.high for one in ones]
    assert table.band[1:].tolist() == [one.band for one in ones]
    assert table.worst[1:].tolist() == [list((one.worst or {}).values()) for one in ones]
    for accident, one in zip(accidents, ones, strict=True):
        filled = accident | {name: accident[name] or one.derived.get(name) for name in ("time_period", "day_of_week")}
        raw = float(predictor.booster.predict(np.array([_cells(filled)]), num_threads=1)[0])
        year, last = accident["accident_year"], predictor.bundle.training.last_year
        early = isinstance(year, int) and year < last
        assert one.eclo == max(1.0, math.expm1(raw + (predictor.bundle.year_levels[str(max(year, 2007))] if early else 0.0)))  # type: ignore[type-var]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_rows_on_several_threads_are_the_boosters_own_whatever_the_numbers(data: st.DataObject) -> None:
    predictor = _predictor()
    cell = st.one_of(st.just(math.nan), st.integers(-5, 500).map(float), st.floats(-1e6, 1e6))
    width = len(predictor.bundle.columns)
    matrix = np.array(data.draw(st.lists(st.lists(cell, min_size=width, max_size=width), min_size=1, max_size=20)))
    assert predictor.severity is not None
    eclo, worst = rows.predict_rows([predictor.booster, predictor.severity], matrix, chunk=data.draw(st.integers(1, 7)))
    assert eclo.tolist() == [predictor.booster.predict(row[None], num_threads=1)[0] for row in matrix]
    assert worst.tolist() == [predictor.severity.predict(row[None], num_threads=1)[0].tolist() for row in matrix]
    assert [predictor._fast(row.tolist()) for row in matrix] == [[[e], w] for e, w in zip(eclo.tolist(), worst.tolist(), strict=True)]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_distinct_rows_make_the_table_again(data: st.DataObject) -> None:
    width = len(_predictor().bundle.columns)
    cell = st.one_of(
        st.just(math.nan), st.integers(0, data.draw(st.sampled_from([2, 20, 400, 10**6]))).map(float)
    )  # the last do not fit a key
    few = data.draw(st.lists(st.lists(cell, min_size=width, max_size=width), min_size=1, max_size=8))
    matrix = np.array(data.draw(st.lists(st.sampled_from(few), min_size=1, max_size=20)))
    first, which = rows.distinct(matrix)
    np.testing.assert_array_equal(matrix[first][which], matrix)
    if np.nanmax(matrix, initial=0) <= 20:
        assert len(first) == len({tuple(row) for row in np.nan_to_num(matrix, nan=-1).tolist()})


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_intervals_of_many_are_those_of_each(data: st.DataObject) -> None:
    bundle, share = _predictor().bundle, st.floats(0, 1)
    assert bundle.severity is not None
    worst = data.draw(st.lists(st.lists(share, min_size=4, max_size=4), min_size=1, max_size=10))
    spread = spread_of(np.array(worst), bundle.severity.log_mean, bundle.severity.log_var)
    assert spread.tolist() == [spread_of_one(row, bundle.severity.log_mean, bundle.severity.log_var) for row in worst]
    raw = data.draw(st.lists(st.floats(-2, 5), min_size=len(worst), max_size=len(worst)))
    groups = data.draw(st.lists(st.sampled_from(["", "차대차", "차대사람+", "없는유형"]), min_size=len(worst), max_size=len(worst)))
    own = [limits_for(bundle.interval.limits, group) for group in groups]
    found = bounds_of(np.array(raw), spread, np.array([o.low for o in own]), np.array([o.high for o in own]))
    assert list(zip(*(side.tolist() for side in found), strict=True)) == [
        bounds(r, s, limits_for(bundle.interval.limits, group)) for r, s, group in zip(raw, spread.tolist(), groups, strict=True)
    ]


def _many(count: int) -> list[dict[str, object]]:
    random, predictor = np.random.default_rng(5), _predictor()
    levels = {name: random.choice(predictor.categories(name), count) for name in ("weather", "road_type", "accident_type", "district")}
    hours = random.integers(0, 24, count).tolist()
    return [{**{name: str(values[i]) for name, values in levels.items()}, "accident_hour": hours[i]} for i in range(count)]


def test_many_askers_at_once_get_what_each_gets_alone() -> None:
    predictor, accidents = _predictor(), _many(300)
    frame = pd.DataFrame(accidents)
    alone = [predictor.predict_one(one) for one in accidents]
    with ThreadPoolExecutor(8) as pool:
        tables = [pool.submit(predictor.predict_frame, frame, None, 50) for _ in range(3)]
        together = list(pool.map(predictor.predict_one, accidents * 4))
    assert together == alone * 4
    assert all(table.result().eclo.tolist() == [one.eclo for one in alone] for table in tables)


def test_a_row_is_read_the_same_among_others_as_alone() -> None:
    columns = {
        "사고일시": [
            "2017년 1월 2일 03시",
            "2017-01-02 오후 3",
            "2017-01-02 15:10",
            "",
            None,
            "모름",
            "2017-02-30 1",
            "2016.2.29 오전 12시",
        ],
        "사고유형": ["차대차 - 추돌", " 차대사람", "차대차", "차대차 - 기타", "우주선", "차대차", None, "차량단독 - 전도전복 - 전도"],
        "시군구": ["범어동", "대구 수성구", "군위군 군위읍", "-", "수성구 범어동", "서울특별시 중구", "현풍면", "Suseong-gu"],
        "기상상태": ["비", "rain", "ＲＡＩＮ", "맑음", "태풍", None, "눈", "맑음"],
        "노면상태": ["건조", "건조", None, "젖음", "습기", "결빙", "적설", "건조"],
    }
    frame, predictor = pd.DataFrame(columns, index=list("hgfedcba")), _predictor()
    whole = predictor.predict_frame(frame)
    anchor = pd.DataFrame({name: values[:1] for name, values in columns.items()})
    alone = [predictor.predict_frame(pd.concat([anchor, frame.iloc[[i]]])).eclo[1] for i in range(len(frame))]
    assert whole.eclo.tolist() == alone
    assert (whole.report.derived["accident_hour"], whole.report.unknown["weather"]) == ("사고일시", 1)
    assert whole.report.unknown["accident_day"] == 1


def test_what_progress_raises_ends_a_table() -> None:
    told: list[int] = []

    def stop(done: int, rows: int) -> None:
        told.append(done)
        raise InterruptedError

    with pytest.raises(InterruptedError):
        _predictor().predict_frame(pd.DataFrame(_many(400)), stop, chunk=20)
    assert told == [20]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_not_knowing_never_makes_an_interval_narrower_and_knowing_all_leaves_it(data: st.DataObject) -> None:
    for accident in data.draw(_accidents()):
        result = _predictor().predict_one(accident)
        assert result.widening >= 1
        assert result.unknown or result.widening == 1


def test_widening_is_the_width_by_that_of_the_same_accident_with_the_usual_value() -> None:
    predictor = _predictor()
    full: dict[str, object] = {
        **{"weather": "비", "road_surface": "젖음/습기", "road_type": "교차로 - 교차로안", "accident_type": "차대사람"},
        **{
            "time_period": "퇴근시간대",
            "day_of_week": "월요일",
            "accident_hour": 18,
            "accident_year": 2018,
            "accident_month": 8,
            "accident_day": 13,
        },
    }
    busiest = max((d for d in predictor.bundle.district_rows if len(d.split()) > 2), key=lambda d: predictor.bundle.district_rows[d])
    without, usual = predictor.predict_one(full), predictor.predict_one(full | {"district": busiest})
    assert without.unknown == ("district",)
    assert min(without.low, usual.low) > 1  # else the ends are cut off at 1 and do not tell the width
    width, reference = (math.log1p(p.high) - math.log1p(p.low) for p in (without, usual))
    assert without.widening == pytest.approx(max(1.0, width / reference))


def test_an_unknown_type_is_held_against_all_types_by_their_shares() -> None:
    predictor, interval = _predictor(), _predictor().bundle.interval
    assert predictor.bundle.severity is not None
    expected, total = 0.0, sum(interval.limits[kind].rows for kind in predictor.categories("accident_type"))
    known = {name: value for name, value in _many(1)[0].items() if name != "accident_type"}
    whole = {
        **{"road_surface": "건조", "time_period": "일반시간대", "day_of_week": predictor.categories("day_of_week")[0], "weather": "맑음"},
        **{"accident_year": predictor.bundle.training.last_year, "accident_month": 6, "accident_day": 15},
        **known,
        **{"weather": "맑음", "accident_hour": 14},
    }
    given_hour = known | {"weather": "맑음", "accident_hour": 14}
    for kind in predictor.categories("accident_type"):
        one = predictor.predict_one(whole | {"accident_type": kind})
        limits = interval.limits[group_of({"accident_type": kind})]
        spread = spread_of_one(list((one.worst or {}).values()), predictor.bundle.severity.log_mean, predictor.bundle.severity.log_var)
        expected += limits.rows / total * (limits.high - limits.low) * spread
    result = predictor.predict_one(given_hour)
    spread = spread_of_one(list((result.worst or {}).values()), predictor.bundle.severity.log_mean, predictor.bundle.severity.log_var)
    assert result.widening == pytest.approx(max(1.0, (interval.limits[""].high - interval.limits[""].low) * spread / expected))
    assert set(result.unknown) == {n for n in NAMES if n not in given_hour} - {"time_period"}
