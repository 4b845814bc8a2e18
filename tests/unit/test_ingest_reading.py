"""What is read from delimited text: encodings, layouts, values. Bytes are made here and read in this process."""

from __future__ import annotations

import csv
import io
import random
from datetime import datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.errors import UnreadableFile
from storage.ingest.convert import MISSING
from storage.ingest.limits import Limits
from storage.ingest.profiling import read_table
from storage.profile import BadRow, Profile

KOREAN = "이름,구,값\n김하나,수성구,1\n이두리,중구,2\n"


def read(data: str | bytes, encoding: str = "utf-8") -> tuple[pd.DataFrame, Profile]:
    table, profile = read_table(data if isinstance(data, bytes) else data.encode(encoding), Limits())
    frame = table.to_pandas()
    assert list(frame) == [c.name for c in profile.all_columns]
    frame = frame[[c.name for c in profile.columns]]
    assert len(frame) == profile.rows
    return frame, profile


def values(*cells: str, delimiter: str = ",") -> tuple[str, list[object]]:
    """Kind and values of one column with these cells beside a column that keeps its rows apart."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerows([("번호", "값"), *((f"r{i}", c) for i, c in enumerate(cells))])
    table, profile = read_table(out.getvalue().encode(), Limits())
    return profile.column("값").kind, table["값"].to_pylist()


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (KOREAN.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + KOREAN.encode(), "utf-8-sig"),
        (KOREAN.encode("cp949"), "cp949"),
        (b"\xff\xfe" + KOREAN.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + KOREAN.encode("utf-16-be"), "utf-16-be"),
        (KOREAN.encode("utf-16-le"), "utf-16-le"),
        (KOREAN.encode("utf-16-be"), "utf-16-be"),
        (("a,b\n" + "x,1\n" * 5000 + "똠방,2\n").encode("cp949"), "cp949"),  # one Korean cell among thousands of ASCII ones
    ],
)
def test_korean_is_read_in_every_usual_encoding(data: bytes, encoding: str) -> None:
    frame, profile = read(data)
    assert profile.encoding == encoding
    assert frame.iloc[-1, 0] in ("이두리", "똠방")
    assert frame.iloc[-1, -1] == 2


def test_western_text_is_read_as_such_and_not_as_korean() -> None:
    frame, profile = read("Stadt;Müller;naïve\nKöln;é;1\n".encode("latin-1"))
    assert (profile.encoding, list(frame)) == ("cp1252", ["Stadt", "Müller", "naïve"])


def test_damaged_text_is_refused_rather_than_shown_as_rubbish() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read("이름,값\n김하나,1\n".encode() * 20 + b"\xff\xff\n")
    assert caught.value.code == "file_encoding_unknown"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_found_though_quoted_cells_hold_the_others(delimiter: str) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([("이름", "비고", "값"), *((f"a,b;{i}", "x|y\tz, 1; 2", i) for i in range(30))])
    frame, profile = read(out.getvalue())
    assert profile.delimiter == delimiter
    assert frame["비고"].unique().tolist() == ["x|y\tz, 1; 2"]
    assert frame["값"].tolist() == list(range(30))


def test_text_of_one_column_keeps_its_punctuation() -> None:
    frame, profile = read("내용\n비; 눈\n맑음\n안개; 비; 눈\n")
    assert (frame["내용"].tolist(), profile.bad_row_count) == (["비; 눈", "맑음", "안개; 비; 눈"], 0)


def test_lines_before_the_header_are_skipped_and_counted() -> None:
    frame, profile = read("대구시 교통사고 현황\n\n출처: 공공데이터\n이름,구,값\n가,중구,1\n나,남구,2\n")
    assert profile.preamble_lines == 3
    assert frame.to_dict("list") == {"이름": ["가", "나"], "구": ["중구", "남구"], "값": [1, 2]}


def test_titles_padded_with_delimiters_are_skipped_too() -> None:
    frame, profile = read("사고 현황,,\n,,\n이름,구,값\n가,중구,1\n")
    assert (profile.preamble_lines, list(frame), len(frame)) == (2, ["이름", "구", "값"], 1)


def test_excel_delimiter_hint_is_obeyed() -> None:
    frame, profile = read("sep=;\n이름;값\n가;1,5\n나;2,25\n")
    assert (profile.delimiter, profile.preamble_lines) == (";", 1)
    assert frame["값"].tolist() == [1.5, 2.25]


def test_missing_header_gets_made_up_names() -> None:
    frame, profile = read("1,2.5,2020-01-01\n2,3.5,2020-01-02\n")
    assert list(frame) == ["열1", "열2", "열3"]
    assert (profile.has_header, len(frame)) == (False, 2)
    assert profile.renamed == {"1: ": "열1", "2: ": "열2", "3: ": "열3"}


def test_years_may_head_columns() -> None:
    frame, _ = read("구,2019,2020\n중구,5,7\n남구,6,8\n")
    assert list(frame) == ["구", "2019", "2020"]


def test_duplicate_and_blank_headers_become_distinct_names() -> None:
    frame, profile = read("값, 값 ,,값_2,값\n1,2,3,4,5\n")
    assert list(frame) == ["값", "값_3", "열3", "값_2", "값_4"]
    assert profile.renamed == {"2:  값 ": "값_3", "3: ": "열3", "5: 값": "값_4"}
    assert frame.iloc[0].tolist() == [1, 2, 3, 4, 5]


def test_header_without_control_or_direction_marks() -> None:
    frame, _ = read('"위\n도",\u202e경도\u200b\n1,2\n')
    assert list(frame) == ["위 도", "경도"]


def test_ragged_rows_are_reported_and_never_shifted() -> None:
    frame, profile = read("a,b,c\nx,1,2\ny,1\nz,1,2,3\nw,3,4\n")
    assert frame.to_dict("list") == {"a": ["x", "w"], "b": [1, 3], "c": [2, 4]}
    assert profile.bad_rows == [BadRow(3, "too_few_fields", 3, 2, "y,1"), BadRow(4, "too_many_fields", 3, 4, "z,1,2,3")]


def test_line_numbers_are_those_of_the_file() -> None:
    frame, profile = read('제목\r\n\r\na,b,c\r\n"두\r\n줄",1,2\r\n\r\n"세\n줄\n글",1\r\nz,1,2\r\n')
    assert profile.bad_rows == [BadRow(7, "too_few_fields", 3, 2, '"세\n줄\n글",1')]
    assert frame["a"].tolist() == ["두\r\n줄", "z"]


def test_only_the_first_bad_rows_are_listed_but_all_are_counted() -> None:
    _, profile = read("a,b\n" + "1,2\n" * 100 + "1,2,3\n" * 150)
    assert (len(profile.bad_rows), profile.bad_row_count, profile.rows) == (100, 150, 100)


def test_header_narrower_than_every_row_is_refused_with_the_numbers() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read("a,b\n1,2,3,4\n5,6,7,8\n")
    assert (caught.value.code, caught.value.facts) == ("file_no_usable_rows", {"line": 2, "expected": 2, "found": 4})


def test_unclosed_quote_costs_one_row() -> None:
    frame, profile = read('a,b,c\nx,1,2\n"y,3,4\nz,5,6\nw,"7",8\n' + "v,9,10\n" * 3)
    assert frame["a"].tolist() == ["x", "z", "w", "v", "v", "v"]
    assert [(b.line, b.reason) for b in profile.bad_rows] == [(3, "unclosed_quote")]


def test_unclosed_quote_on_the_last_line_is_reported() -> None:
    frame, profile = read('a,b\nx,1\ny,"2\n')
    assert frame["a"].tolist() == ["x"]
    assert [(b.line, b.reason) for b in profile.bad_rows] == [(3, "unclosed_quote")]


def test_unclosed_quote_does_not_eat_the_file() -> None:
    frame, profile = read('a,b\n"x,1\n' + "y,2\n" * 600_000)
    assert (len(frame), profile.bad_row_count) == (600_000, 1)


def test_nul_bytes_are_reported_by_line() -> None:
    frame, profile = read(b"a,b\nx,1\ny\x00,2\nz,3\n" + b"w,4\n" * 50)
    assert "y" not in "".join(frame["a"])
    assert profile.bad_rows == [BadRow(3, "nul_byte", 2, 2, "y␀,2")]


def test_rows_that_end_in_an_extra_delimiter_are_whole() -> None:
    for header in ("a,b,c", "a,b,c,"):
        frame, profile = read(header + "\nx,1,2,\ny,3,4,\n")
        assert (profile.bad_row_count, frame.to_dict("list")) == (0, {"a": ["x", "y"], "b": [1, 3], "c": [2, 4]})


def test_with_extra_delimiters_a_row_that_lacks_a_cell_is_still_reported() -> None:
    frame, profile = read("a,b,c\nx,1,2,\ny,3,\nz,5,6,\n")
    assert (frame["a"].tolist(), [b.line for b in profile.bad_rows]) == (["x", "z"], [3])


def test_empty_lines_at_the_end_are_no_rows() -> None:
    frame, profile = read("a,b\n1,2\n,\n3,4\n,\n,\n\n\n")
    assert (len(frame), profile.bad_row_count) == (3, 0)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("", "file_empty"),
        (" \n\n", "file_empty"),
        ("\ufeff", "file_empty"),
        ("a,b,c\n", "file_header_only"),
        ("a,b,c\n,,\n", "file_header_only"),
    ],
)
def test_file_without_rows_says_so(data: str, code: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(data)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("cells", "kind", "expected"),
    [
        (("1", "-20", ""), "integer", [1, -20, None]),
        (("9223372036854775807", "1"), "integer", [9223372036854775807, 1]),
        (("9223372036854775808", "1"), "text", ["9223372036854775808", "1"]),
        (("9007199254740993", ""), "text", ["9007199254740993", None]),  # a frame with gaps would round it
        (("010-1234", "053"), "text", ["010-1234", "053"]),
        (("007", "1"), "text", ["007", "1"]),
        (("0", "0.5", "-1e-05"), "number", [0.0, 0.5, -1e-05]),
        (("12E5", "1"), "text", ["12E5", "1"]),
        (("1,234", "1,234,567", "12"), "integer", [1234, 1234567, 12]),
        (("1,234.5", "12"), "number", [1234.5, 12.0]),
        (("2010.0", "2011.0", ""), "integer", [2010, 2011, None]),  # as pandas writes whole numbers with gaps
        (("2010.0", "12"), "integer", [2010, 12]),
        (("36.00", "37.00"), "number", [36.0, 37.0]),
        (("2010.0", "1.5"), "number", [2010.0, 1.5]),
        (("007.0", "1.0"), "text", ["007.0", "1.0"]),
        (("9007199254740993.0", "1"), "number", [9007199254740992.0, 1.0]),
        (("1,23", "12"), "text", ["1,23", "12"]),
        (("NaN", "n/a", "-", "결측", "3"), "integer", [None, None, None, None, 3]),
        (("없음", "3"), "text", ["없음", "3"]),
        (("true", "FALSE", ""), "boolean", [True, False, None]),
        (("Y", "N", "Y", "N"), "category", ["Y", "N", "Y", "N"]),
        (("1", "2", "3개"), "text", ["1", "2", "3개"]),
        (("", "NA"), "empty", [None, None]),
    ],
)
def test_a_column_is_converted_only_when_every_value_can_be(cells: tuple[str, ...], kind: str, expected: list[object]) -> None:
    assert values(*cells) == (kind, expected)


@pytest.mark.parametrize(
    ("cell", "kind", "stamp"),
    [
        ("2020-03-23", "date", "2020-03-23"),
        ("2020.03.23", "date", "2020-03-23"),
        ("2020. 3. 23.", "date", "2020-03-23"),
        ("2020/03/23", "date", "2020-03-23"),
        ("2017년 8월 14일", "date", "2017-08-14"),
        ("2017년 8월 14일 13시", "datetime", "2017-08-14 13:00"),
        ("2017년 8월 14일 9시 5분", "datetime", "2017-08-14 09:05"),
        ("2022-01-01 01", "datetime", "2022-01-01 01:00"),
        ("2022-01-01 01:30", "datetime", "2022-01-01 01:30"),
        ("2022-01-01T01:30:15", "datetime", "2022-01-01 01:30:15"),
    ],
)
def test_dates_are_read_the_way_people_write_them(cell: str, kind: str, stamp: str) -> None:
    found, got = values(cell, "", cell)
    assert (found, got) == (kind, [pd.Timestamp(stamp), None, pd.Timestamp(stamp)])


@pytest.mark.parametrize("cell", ["2021-02-29", "2020-13-01", "2020-01-01 24", "0001-01-01", "2020-01", "14시"])
def test_what_is_no_date_stays_text(cell: str) -> None:
    assert values("2020-01-01", cell) == ("text", ["2020-01-01", cell])


def test_decimal_comma_counts_in_a_file_cut_by_semicolons() -> None:
    frame, profile = read("이름;무게;값\n가;1.234,5;1,5\n나;2,25;2,25\n")
    assert (profile.delimiter, frame["무게"].tolist(), frame["값"].tolist()) == (";", [1234.5, 2.25], [1.5, 2.25])


def test_profile_agrees_with_pandas() -> None:
    pick = random.Random(7)
    rows = [
        (pick.choice("월화수목금토일") + "요일", pick.randint(1, 30), pick.choice(["", "건조", "젖음"]), pick.random()) for _ in range(500)
    ]
    original = pd.DataFrame([*rows, *rows[:5]], columns=["요일", "ECLO", "노면상태", "값"])
    _, profile = read(original.to_csv(index=False))
    wanted = pd.read_csv(io.StringIO(original.to_csv(index=False)))
    assert profile.duplicate_rows == wanted.duplicated().sum() == 5
    for column in profile.columns:
        series = wanted[column.name]
        assert (column.missing, column.unique) == (series.isna().sum(), series.nunique())
        assert dict(column.top).items() <= {str(k): v for k, v in series.value_counts().items()}.items()
    assert (profile.column("ECLO").minimum, profile.column("ECLO").maximum) == (wanted["ECLO"].min(), wanted["ECLO"].max())
    assert Profile.from_json(profile.to_json()) == profile


def test_roles_need_a_fitting_name_and_fitting_content() -> None:
    header = "사고일시,요일,사고시,시도,시군구,위도,경도,ECLO"
    row = "2024년 3월 5일 18시,화요일,18,대구광역시,대구광역시 중구 동인동1가,35.87,128.6,3"
    roles = read(f"{header}\n{row}\n")[1].roles
    assert (roles.date, roles.weekday, roles.hour, roles.place) == ("사고일시", "요일", "사고시", "시군구")
    assert (roles.latitude, roles.longitude, roles.target) == ("위도", "경도", "ECLO")
    swapped = read("위도,경도,요일,시각,데이터기준일자\n128.6,35.8,매일,08:00,2020-01-01\n")[1].roles
    assert (swapped.latitude, swapped.weekday, swapped.hour, swapped.date) == (None, None, None, None)


LETTERS = st.text(st.sampled_from(list("가나다 대구시ab,;|\t\"'\n.-=@횟")), max_size=12)


@st.composite
def text_tables(draw: st.DrawFn) -> tuple[list[list[str]], str, str]:
    width = draw(st.integers(1, 5))
    # In a file of one column, cells with delimiters of another kind could as well be a table under a title.
    cell = LETTERS if width > 1 else st.text(st.sampled_from(list("가나다 대구시a\"'\n.-=@횟")), max_size=12)
    rows = draw(st.lists(st.lists(cell, min_size=width, max_size=width), min_size=1, max_size=12))
    rows = [["글" + r[0], *r[1:]] for r in rows]  # rows of nothing but delimiters, at the end, are not rows
    return rows, draw(st.sampled_from(",;\t|")), draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp949"]))


def expected_cell(cell: str) -> str | None:
    return None if not cell.strip() or cell.strip() in MISSING else cell


@settings(max_examples=150, deadline=None)
@given(text_tables())
def test_text_cells_come_back_as_they_were(table: tuple[list[list[str]], str, str]) -> None:
    rows, delimiter, encoding = table
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerows([[f"이름{i}" for i in range(len(rows[0]))], *rows])
    got, profile = read_table(out.getvalue().encode(encoding), Limits())
    assert profile.bad_row_count == 0
    assert [list(r) for r in zip(*(c.to_pylist() for c in got.columns), strict=True)] == [[expected_cell(c) for c in r] for r in rows]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False, allow_infinity=False)), min_size=1, max_size=20))
def test_numbers_come_back_exactly(rows: list[tuple[int, float]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([("정수", "실수"), *rows])
    got, profile = read_table(out.getvalue().encode(), Limits())
    assert got["정수"].to_pylist() == [i for i, _ in rows]
    assert profile.column("실수").kind in ("number", "integer")  # whole numbers stay whole, though a float wrote them
    assert got["실수"].to_pylist() == [f for _, f in rows]


def derived(text: str) -> tuple[pd.DataFrame, dict[str, str]]:
    table, profile = read_table(text.encode(), Limits())
    return table.to_pandas(), {c.name: c.source for c in profile.derived}


def test_the_district_of_an_address_and_the_parts_of_a_moment_can_be_asked_about() -> None:
    rows = "\n".join(
        f"2018년 3월 {day}일 {hour:02d}시,대구광역시 {gu} 동네동,{day}"
        for day, hour, gu in [(1, 8, "중구"), (2, 18, "수성구"), (3, 23, "달성군")]
    )
    frame, sources = derived(f"사고일시,시군구,값\n{rows}\n")
    assert sources == {"구": "시군구", "연도": "사고일시", "월": "사고일시", "요일": "사고일시", "시": "사고일시", "시간대": "사고일시"}
    assert list(frame["구"]) == ["중구", "수성구", "달성군"]
    assert list(frame["시간대"]) == ["출근시간대", "퇴근시간대", "심야"]
    assert list(frame["요일"]) == ["목요일", "금요일", "토요일"]
    assert list(frame["시"]) == [8, 18, 23]


def test_what_a_dataset_has_itself_is_not_derived_again() -> None:
    frame, sources = derived(
        "사고일시,요일,시간대,사고시,연도,월,시군구\n2018-03-01 08,목요일,출근시간대,8,2018,3,중구\n2018-03-02 09,금요일,출근시간대,9,2018,3,동구\n"
    )
    assert sources == {}
    assert list(frame.columns) == ["사고일시", "요일", "시간대", "사고시", "연도", "월", "시군구"]


def test_a_date_without_times_has_no_hour_to_derive() -> None:
    _, sources = derived("날짜,값\n2018-03-01,1\n2018-04-02,2\n")
    assert set(sources) == {"연도", "월", "요일"}


def test_places_that_mostly_name_no_district_derive_none() -> None:
    _, sources = derived("장소,값\n서울역,1\n부산역,2\n대구 중구 동성로,3\n강릉,4\n")
    assert sources == {}


def test_a_district_written_without_its_ending_is_the_same_district() -> None:
    frame, sources = derived("시군구명,값\n달성군,1\n달성,2\n수성구,3\n달성,4\n달성군,5\n")
    assert sources == {"구": "시군구명"}
    assert list(frame["구"]) == ["달성군", "달성군", "수성구", "달성군", "달성군"]


def test_a_missing_place_or_moment_stays_missing_in_what_is_derived() -> None:
    frame, _ = derived("사고일시,시군구\n2018-03-01 08,대구 중구 가동\n,대구 동구 나동\n2018-03-03 10,\n2018-03-04 10,대구 동구 나동\n")
    assert frame["구"].isna().tolist() == [False, False, True, False]
    assert frame["요일"].isna().tolist() == [False, True, False, False]


@given(st.lists(st.datetimes(pd.Timestamp(1990, 1, 1).to_pydatetime(), pd.Timestamp(2030, 1, 1).to_pydatetime()), min_size=2, max_size=20))
@settings(max_examples=30, deadline=None)
def test_parts_of_a_moment_are_those_of_pandas(moments: list[datetime]) -> None:
    whole = pd.Series(moments).dt.floor("h")
    frame, sources = derived("일시,n\n" + "\n".join(f"{m:%Y-%m-%d %H:%M},{i}" for i, m in enumerate(whole)) + "\n")
    assert list(frame["연도"]) == list(whole.dt.year)
    assert list(frame["월"]) == list(whole.dt.month)
    if "시" in sources:
        assert list(frame["시"]) == list(whole.dt.hour)


def test_a_derived_time_period_is_the_one_the_model_means() -> None:
    from model.features import time_period_of
    from storage.ingest.derive import time_period

    assert [time_period(hour) for hour in range(24)] == [time_period_of(hour) for hour in range(24)]
