"""Reading training tables: both layouts, every encoding, typed and text; what is left out is told, and nothing is half done."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from fakes.accidents import DASHED, KOREAN, dacon, taas
from hypothesis import given, settings
from hypothesis import strategies as st

from model.data import Accidents, accidents_of, combine, read_accidents, read_file, ready_to_train, target, worst_injury
from model.data_report import REASONS, UNUSED, DataReport, RowAt, Unused
from model.errors import InvalidInput, UnusableTable
from model.labels import WEIGHTS, WORST, eclo_of
from model.table import time_period_of

Change = Callable[[pd.DataFrame], pd.DataFrame]


def counted(frame: pd.DataFrame) -> np.ndarray:
    counts = frame.rename(columns={"부상자수": "부상신고자수"})
    return (10 * counts["사망자수"] + 5 * counts["중상자수"] + 3 * counts["경상자수"] + counts["부상신고자수"]).to_numpy(dtype=float)


def same(a: Accidents, b: Accidents) -> None:
    assert set(a.table.values) == set(b.table.values)
    for name, values in a.table.values.items():
        pd.testing.assert_series_equal(pd.Series(values), pd.Series(b.table.values[name]), check_names=False)
    for mine, theirs in ((a.eclo, b.eclo), (a.year, b.year), (a.worst, b.worst), (a.rows, b.rows)):
        np.testing.assert_array_equal(mine, theirs)


@pytest.mark.parametrize("layout", [taas, dacon])
def test_both_layouts_give_the_features_and_the_label(layout: Callable[[], pd.DataFrame]) -> None:
    frame = layout()
    found = accidents_of(frame, source="a")
    when = pd.to_datetime(taas()["사고일시"], format="%Y년 %m월 %d일 %H시").dt
    np.testing.assert_array_equal(found.eclo, counted(frame))
    np.testing.assert_array_equal(found.year, when.year)
    for name, part in (("year", when.year), ("month", when.month), ("day", when.day), ("hour", when.hour)):
        np.testing.assert_array_equal(found.table.values[f"accident_{name}"], part.astype(float))
    assert found.table.values["time_period"].tolist() == [time_period_of(hour) for hour in when.hour]
    detail = taas()["사고유형"]
    assert found.table.values["accident_detail"].tolist() == detail.tolist()
    assert found.table.values["accident_type"].tolist() == [text.split(" - ")[0] for text in detail]
    assert "대구광역시 달성군 현풍읍" in found.table.values["district"]
    assert found.report.missing == []


def test_both_layouts_of_the_same_accidents_agree() -> None:
    same(accidents_of(taas(), source="a"), accidents_of(dacon(), source="b"))


@pytest.mark.parametrize("layout", [taas, dacon])
def test_what_would_tell_the_answer_is_kept_out_and_told(layout: Callable[[], pd.DataFrame]) -> None:
    frame = layout().assign(사상자수=3, 메모="", weather="비", **{"인명피해(사상자)": 1})
    not_used = accidents_of(frame, source="a").report.not_used
    assert not_used["가해운전자 상해정도"] == not_used["사상자수"] == not_used["인명피해(사상자)"] == Unused("leaks")
    assert not_used["피해운전자 연령"] == not_used["가해운전자 차종"] == Unused("not_a_feature")
    assert not_used["메모"] == Unused("empty")
    assert not_used["기상상태"] == Unused("duplicate_of", "weather")
    assert all(why.why in UNUSED for why in not_used.values())


def test_every_column_is_used_or_not_used() -> None:
    frame = dacon()
    report = accidents_of(frame, source="a").report
    assert {*report.labels.values(), *report.used.values(), *report.not_used} >= set(frame.columns)
    assert not set(report.not_used) & {*report.labels.values(), *report.used.values()}
    assert report.labels == {name: name for name in ("사망자수", "중상자수", "경상자수", "ECLO")} | {"부상신고자수": "부상자수"}


@settings(max_examples=10, deadline=None)
@given(st.permutations(list(range(18))), st.sampled_from([str, lambda n: n.replace(" ", ""), lambda n: f" {n} ", lambda n: n + "(비고)"]))
def test_the_order_and_the_spelling_of_headers_do_not_matter(order: list[int], spell: Callable[[str], str]) -> None:
    frame = dacon(60)
    assert frame.shape[1] == len(order)
    labels = {*WEIGHTS, "부상자수", "ECLO", "ID", "사고유형 - 세부분류"}
    moved = frame.iloc[:, order].rename(columns=lambda name: name if name in labels else spell(name))
    same(accidents_of(frame, source="a"), accidents_of(moved, source="a"))


@pytest.mark.parametrize("suffix", ["(명)", " (명)", "[명]", "（명）"])
def test_a_unit_behind_a_count_does_not_matter(suffix: str) -> None:
    frame = taas(50)
    same(accidents_of(frame, source="a"), accidents_of(frame.rename(columns={n: n + suffix for n in WEIGHTS}), source="a"))


@pytest.mark.parametrize(
    ("name", "encoding", "separator"),
    [
        *(("a.csv", encoding, ",") for encoding in ("utf-8", "utf-8-sig", "cp949", "utf-16", "utf-16-le", "utf-16-be")),
        *(("a.csv", "cp949", separator) for separator in (";", "\t", "|")),
        ("a.parquet", "", ""),
    ],
)
@pytest.mark.parametrize("layout", [taas, dacon])
def test_every_file_gives_what_the_frame_gives(
    tmp_path: Path, layout: Callable[[], pd.DataFrame], name: str, encoding: str, separator: str
) -> None:
    frame, path = layout(), tmp_path / name
    if encoding:
        frame.to_csv(path, index=False, encoding=encoding, sep=separator)
    else:
        frame.to_parquet(path)
    found = read_accidents([path])
    same(found, accidents_of(frame, source="a"))
    assert list(found.sha256) == [name]
    assert len(found.sha256[name]) == 64


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    texts = ["요일", "시군구", "기상상태", "노면상태", "도로형태"]
    return frame.assign(
        사고일시=pd.to_datetime(frame["사고일시"], format=DASHED),
        **{name: frame[name].astype("category") for name in texts},
        **{name: frame[name].astype("Int64") for name in ("사망자수", "중상자수", "경상자수", "부상자수")},
        ECLO=frame["ECLO"].astype("float32"),
    )


@pytest.mark.parametrize(
    "change", [_typed, lambda f: f.astype(str), lambda f: f.astype("category"), lambda f: f.set_index("ID", drop=False)]
)
def test_how_a_frame_is_typed_does_not_matter(change: Change, tmp_path: Path) -> None:
    frame = dacon()
    same(accidents_of(frame, source="a"), accidents_of(change(frame), source="a"))
    change(frame).reset_index(drop=True).to_parquet(tmp_path / "typed.parquet")
    same(accidents_of(frame, source="a"), read_accidents([tmp_path / "typed.parquet"]))


@pytest.mark.parametrize(
    "shape", ["%Y-%m-%d %H", "%Y-%m-%d %H:00", "%Y/%m/%d %H:%M:%S", KOREAN, "%Y년 %m월 %d일 %H시", "%Y.%m.%d %H", "%Y%m%d%H"]
)
def test_every_way_to_write_a_moment_is_read(shape: str) -> None:
    frame = dacon(200)
    when = pd.to_datetime(frame["사고일시"], format=DASHED)
    same(accidents_of(frame, source="a"), accidents_of(frame.assign(사고일시=when.dt.strftime(shape)), source="a"))


def test_rows_that_cannot_be_used_are_told_with_their_place() -> None:
    frame = dacon(300).astype(object)
    frame.loc[3, "중상자수"] = -1
    frame.loc[5, "경상자수"] = "둘"
    frame.loc[6, "경상자수"] = "1,000"
    frame.loc[7, "사망자수"] = 0.5
    frame.loc[8, ["사망자수", "중상자수", "경상자수", "부상자수"]] = 0
    frame.loc[9, ["사망자수", "ECLO"]] = None
    frame.loc[11, "사고일시"] = "2020-02-30 01"
    frame.loc[12, "사고일시"] = "2020-13-01 01"
    frame.loc[13, "사고일시"] = ""
    frame.loc[14] = frame.loc[2]
    found = accidents_of(frame, source="얼음.csv")
    expected = {
        "negative_count": [3],
        "text_in_number": [5],
        "count_too_large": [6],
        "count_not_whole": [7],
        "eclo_below_1": [8],
        "no_target": [9],
        "date_impossible": [11, 12],
        "no_year": [13],
        "duplicate": [14],
    }
    assert found.report.left_out == {reason: len(rows) for reason, rows in expected.items()}
    assert found.report.examples == {reason: [RowAt("얼음.csv", row + 1) for row in rows] for reason, rows in expected.items()}
    assert set(expected) <= set(REASONS)
    gone = sorted(row for rows in expected.values() for row in rows)
    assert found.rows.tolist() == [row for row in range(300) if row not in gone]
    assert found.report.rows_used == found.table.rows == len(found.eclo) == 300 - len(gone)
    assert found.report.bad_cells == {"경상자수": ["둘"]}


def test_twenty_examples_are_told_and_all_are_counted() -> None:
    frame = taas(200)
    frame.loc[10:59, "중상자수"] = -3
    report = accidents_of(frame, source="a").report
    assert report.left_out == {"negative_count": 50}
    assert [place.row for place in report.examples["negative_count"]] == list(range(11, 31))


@settings(max_examples=12, deadline=None)
@given(st.data())
def test_rows_read_are_rows_used_and_rows_left_out(data: st.DataObject) -> None:
    frame = dacon(40).astype(object)
    cells = st.sampled_from([-1, "x", "", None, 0, 2, "3명", 1.5, 99999, "2020-02-30", "２"])
    columns = st.sampled_from([*WEIGHTS, "부상자수", "ECLO", "사고일시", "기상상태", "시군구"]).filter(lambda name: name in frame)
    for row, column, cell in data.draw(st.lists(st.tuples(st.integers(0, 39), columns, cells), max_size=15)):
        frame.loc[row, column] = cell
    found = accidents_of(frame, source="a")
    report = found.report
    assert report.rows_read == 40 == report.rows_used + sum(report.left_out.values())
    assert (found.eclo >= 1).all()
    assert sum(report.years.values()) == report.rows_used
    assert DataReport.from_json(json.loads(json.dumps(report.to_json()))) == report


def test_the_counts_are_believed_where_the_eclo_differs() -> None:
    frame = dacon(100)
    frame.loc[[4, 9], "ECLO"] += 7
    report = accidents_of(frame, source="a").report
    assert (report.eclo_disagrees, report.target) == (2, "counts")
    np.testing.assert_array_equal(accidents_of(frame, source="a").eclo, counted(frame))


def test_an_eclo_without_all_the_counts_is_taken_as_it_is() -> None:
    frame = dacon(100)
    only = accidents_of(frame.drop(columns="중상자수"), source="a")
    assert (only.report.target, set(only.worst.tolist())) == ("eclo", {-1})
    np.testing.assert_array_equal(only.eclo, frame["ECLO"])
    some = accidents_of(frame.assign(중상자수=frame["중상자수"].where(frame.index >= 40)), source="a")
    assert some.report.target == "both"
    assert (some.worst[:40] == -1).all()
    assert (some.worst[40:] >= 0).all()
    np.testing.assert_array_equal(some.eclo, frame["ECLO"])


def test_a_count_of_all_injured_is_not_taken_for_those_who_reported() -> None:
    frame = taas(300)
    total = frame["중상자수"] + frame["경상자수"] + frame["부상신고자수"]
    renamed = accidents_of(frame.drop(columns="부상신고자수").assign(부상자수=total), source="a")
    assert renamed.report.injured_was_total
    same(renamed, accidents_of(frame, source="a"))
    assert not accidents_of(dacon(), source="a").report.injured_was_total
    both = accidents_of(frame.assign(부상자수=total), source="a")
    assert both.report.not_used["부상자수"] == Unused("leaks")
    same(both, accidents_of(frame, source="a"))


def test_levels_this_program_does_not_know_are_told() -> None:
    frame = taas(100)
    frame.loc[:4, "기상상태"] = "황사"
    frame.loc[5:7, "시군구"] = "서울특별시 중구 명동"
    frame.loc[8, "요일"] = None
    report = accidents_of(frame, source="a").report
    assert report.new_levels == {
        "weather": {"황사": 5},
        "road_surface": {"포장 - 건조": int((frame["노면상태"] == "포장 - 건조").sum())},
        "district": {"서울특별시 중구 명동": 3},
    }
    assert report.not_known == {}  # the weekday follows from the date


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda f: f.drop(columns=["경상자수", "ECLO"]), "no_target"),
        (lambda f: f.drop(columns="사고일시"), "no_dates"),
        (lambda f: f.head(0), "no_rows"),
        (lambda f: f.assign(ECLO=None, 사망자수=""), "labels_empty"),
        (lambda f: f.assign(중상자수=-f["중상자수"] - 1), "negative_counts"),
        (lambda f: f.assign(경상자수="많음"), "text_in_numbers"),
        (lambda f: f.assign(ECLO=0, 사망자수=0, 중상자수=0, 경상자수=0, 부상자수=0), "too_few_rows"),
        (lambda f: f.head(20), "too_few_rows"),
        (lambda f: f[f["사고일시"].str.startswith("2020")], "too_few_years"),
        (lambda f: f[~f["사고일시"].str.startswith("2019")], "too_few_years"),
    ],
)
def test_a_table_that_cannot_be_learnt_from_is_refused_with_what_is_needed(change: Change, code: str) -> None:
    with pytest.raises(UnusableTable) as caught:
        ready_to_train(accidents_of(change(dacon()), source="a"))
    assert caught.value.code == code


def test_a_refusal_says_where_and_what() -> None:
    frame = dacon(10).assign(경상자수=["a", "b", 1, "c", "d", "e", "f", 1, 1, "g"])
    with pytest.raises(UnusableTable) as caught:
        accidents_of(frame, source="x.csv")
    assert caught.value.facts == {"columns": ["경상자수"], "rows": 10, "found": 7, "cells": ["a", "b", "c"], "lines": [1, 2, 4, 5, 6]}
    assert caught.value.report is not None
    assert caught.value.report.left_out == {"text_in_number": 7}


def test_a_refusal_of_negative_counts_names_their_column() -> None:
    with pytest.raises(UnusableTable) as caught:
        accidents_of(dacon(10).assign(중상자수=-2), source="x.csv")
    assert caught.value.facts == {"columns": ["중상자수"], "found": 10, "rows": 10, "lines": [1, 2, 3, 4, 5]}


def test_a_few_accidents_of_a_new_year_join_the_training_and_are_not_its_test() -> None:
    many = accidents_of(taas(3000, years=(2017, 2019)), source="old")
    few = accidents_of(taas(30, seed=9, years=(2021, 2021)), source="new")
    both = ready_to_train(combine([many, few]))
    assert (both.report.years_joined, both.report.left_out) == ({"2021": 30}, {})
    assert sorted(both.report.years) == ["2017", "2018", "2019"]
    assert both.report.years["2019"] == many.report.years["2019"] + 30
    assert (both.year[-30:].tolist(), both.table.rows) == ([2019] * 30, 3030)
    np.testing.assert_array_equal(both.eclo[-30:], few.eclo)


def test_a_few_accidents_of_an_earlier_year_are_left_out_and_told() -> None:
    many = accidents_of(taas(3000, years=(2017, 2019)), source="new")
    few = accidents_of(taas(30, seed=9, years=(2009, 2009)), source="old")
    both = ready_to_train(combine([few, many]))
    assert both.report.left_out == {"thin_year": 30}
    assert both.report.examples["thin_year"][0] == RowAt("old", 1)
    assert sorted(both.report.years) == ["2017", "2018", "2019"]
    assert both.table.rows == len(both.eclo) == 3000
    assert few.report.left_out == many.report.left_out == {}


def test_years_that_are_all_thin_are_too_few() -> None:
    with pytest.raises(UnusableTable) as caught:
        ready_to_train(accidents_of(taas(300, years=(2000, 2024)), source="a"))
    assert caught.value.code == "too_few_years"


def test_tables_of_both_layouts_are_one_and_their_common_accidents_count_once() -> None:
    first, second = taas(500), dacon(600)  # the same numbers are different accidents: their hours differ
    whole = dacon(600, seed=8)
    overlap = pd.concat([whole.iloc[100:200], dacon(300, seed=3)], ignore_index=True)
    parts = [accidents_of(frame, source=name) for frame, name in ((first, "a"), (second, "b"), (whole, "c"), (overlap, "d"))]
    found = combine(parts)
    assert found.report.left_out == {"duplicate": 100}
    assert found.report.examples["duplicate"][:2] == [RowAt("d", 1), RowAt("d", 2)]
    assert found.report.sources == {"a": 500, "b": 600, "c": 600, "d": 400}
    assert found.report.labels["부상신고자수"] == "부상신고자수, 부상자수"
    assert (found.report.rows_used, found.table.rows, len(found.sha256)) == (2000, 2000, 4)
    np.testing.assert_array_equal(found.eclo, np.concatenate([counted(f) for f in (first, second, whole, overlap.iloc[100:])]))
    assert combine(parts[:1]) is parts[0]


def test_a_feature_that_one_table_lacks_is_unknown_there() -> None:
    both = combine([accidents_of(taas(50), source="a"), accidents_of(taas(60, seed=6).drop(columns="기상상태"), source="b")])
    assert both.table.values["weather"][50:].tolist() == [None] * 60
    assert both.report.not_known == {"weather": 60}
    assert both.table.missing == []


def test_without_numbers_a_look_alike_stays_and_a_file_pasted_twice_does_not() -> None:
    frame = taas(400, numbered=False)
    alike = accidents_of(pd.concat([frame, frame.head(3)], ignore_index=True), source="a")
    assert (alike.table.rows, alike.report.repeated, alike.report.left_out) == (403, 3, {})
    twice = accidents_of(pd.concat([frame, frame], ignore_index=True), source="a")
    assert (twice.table.rows, twice.report.left_out) == (400, {"duplicate": 400})


def test_the_same_table_has_the_same_hash_and_another_has_not() -> None:
    a, b = (accidents_of(taas(50), source="a").sha256["a"] for _ in range(2))
    assert a == b != accidents_of(taas(50).assign(기상상태="눈"), source="a").sha256["a"]
    assert accidents_of(taas(50), source="a", sha256="f" * 64).sha256 == {"a": "f" * 64}


def test_two_files_of_one_name_keep_both_hashes(tmp_path: Path) -> None:
    for seed, folder in ((1, tmp_path / "a"), (2, tmp_path / "b")):
        folder.mkdir()
        taas(50, seed).to_csv(folder / "x.csv", index=False)
    paths = [tmp_path / "a" / "x.csv", tmp_path / "b" / "x.csv", tmp_path / "a" / "x.csv"]
    found = read_accidents(paths)
    assert list(found.sha256) == ["x.csv", "x.csv (2)", "x.csv (3)"]
    assert found.report.examples["duplicate"][0] == RowAt("x.csv (3)", 1)
    assert found.table.rows == 100


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "table_empty"),
        (b"\xef\xbb\xbf \r\n", "table_empty"),
        (b"\xff\xfe\x00\x81", "table_unreadable"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 3, "table_unreadable"),
        ("사고일시,ECLO\n2020-01-01,3\n2020-01-02,3,4\n".encode(), "line_too_long"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(UnusableTable) as caught:
        read_file(tmp_path / "a.csv")
    assert caught.value.code == code
    if code == "line_too_long":
        assert caught.value.facts == {"path": "a.csv", "line": 3, "expected": 2, "found": 3}


def test_target_and_worst_injury_are_those_of_the_counts() -> None:
    frame = taas(80)
    np.testing.assert_array_equal(target(frame), counted(frame))
    expected = np.select([frame["사망자수"] > 0, frame["중상자수"] > 0, frame["경상자수"] > 0], [3, 2, 1], 0)
    np.testing.assert_array_equal(worst_injury(frame), expected)
    assert np.isnan(target(frame.assign(중상자수=-1))).all()
    assert (worst_injury(frame.drop(columns="중상자수")) == -1).all()


@given(*[st.integers(0, 500)] * 4)
def test_eclo_of_counts_is_its_definition(dead: int, serious: int, minor: int, reported: int) -> None:
    if not (dead or serious or minor or reported):
        with pytest.raises(InvalidInput):
            eclo_of(dead, serious, minor, reported)
        return
    eclo, worst = eclo_of(dead, serious, minor, reported)
    assert eclo == 10 * dead + 5 * serious + 3 * minor + reported
    assert worst == next(name for name, n in zip(reversed(WORST), (dead, serious, minor, reported), strict=True) if n)


@pytest.mark.parametrize("counts", [{"dead": -1}, {"serious": 501}, {"minor": 1.0}, {"reported": True}])
def test_counts_that_cannot_be_are_refused(counts: dict[str, int]) -> None:
    with pytest.raises(InvalidInput):
        eclo_of(**counts)
