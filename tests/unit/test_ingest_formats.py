"""Files that are no plain CSV: workbooks, JSON, Parquet, packed ones. Told by their bytes; read here and in the confined child."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.errors import UNREADABLE, UnreadableFile
from storage.ingest import Limits, Options, ingest
from storage.ingest.profiling import read_table, read_values
from storage.profile import Profile

CSV = "이름,값\n가,1\n나,2\n".encode()


def read(data: bytes, limits: Limits | None = None, **options: Any) -> tuple[pd.DataFrame, Profile]:
    table, profile = read_table(data, limits or Limits(), Options(**options))
    return table.to_pandas()[[c.name for c in profile.columns]], profile


def refusal(data: bytes, limits: Limits | None = None, **options: Any) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        read(data, limits, **options)
    assert set(caught.value.facts) == set(UNREADABLE[caught.value.code])
    return caught.value


def workbook(**sheets: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def parquet(table: pa.Table) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


# Workbooks


def test_long_numbers_of_a_workbook_stay_whole() -> None:
    numbers = [2018010100100018, 2018010100100019, 2**53 - 1]
    frame, profile = read(workbook(사고=[["사고번호", "값"], *[[number, 1] for number in numbers]]))
    assert profile.column("사고번호").kind == "integer"
    assert frame["사고번호"].tolist() == numbers


def test_a_workbook_is_read_as_what_its_cells_are() -> None:
    rows: list[list[Any]] = [
        ["코드", "수", "실수", "일시", "날짜", "참", "글"],
        ["007", 12, 2.5, datetime(2022, 1, 1, 13), date(2022, 1, 1), True, "가,나"],
        ["008", None, -1e-05, datetime(2022, 1, 2), date(2022, 1, 2), False, "두\n줄"],
    ]
    frame, profile = read(workbook(사고=rows))
    assert [c.kind for c in profile.columns] == ["text", "integer", "number", "datetime", "date", "boolean", "text"]
    assert (profile.container, profile.sheet, profile.sheets) == ("xlsx", "사고", ["사고"])
    assert frame["코드"].tolist() == ["007", "008"]
    assert frame["실수"].tolist() == [2.5, -1e-05]
    assert frame["일시"].tolist() == [pd.Timestamp(2022, 1, 1, 13), pd.Timestamp(2022, 1, 2)]
    assert frame["글"].tolist() == ["가,나", "두\n줄"]


def test_the_first_sheet_with_something_in_it_is_read_and_another_on_request() -> None:
    data = workbook(빈=[], 첫=[["a"], ["x"]], 둘=[["b", "c"], [1, 2], [3, 4]])
    frame, profile = read(data)
    assert (profile.sheet, profile.sheets, list(frame)) == ("첫", ["빈", "첫", "둘"], ["a"])
    frame, profile = read(data, sheet="둘")
    assert (profile.sheet, frame["c"].tolist()) == ("둘", [2, 4])
    assert refusal(data, sheet="셋").facts == {"sheet": "셋", "sheets": ["빈", "첫", "둘"]}
    assert refusal(workbook(빈=[])).code == "file_empty"


def test_titles_above_a_table_in_a_sheet_are_skipped() -> None:
    frame, profile = read(workbook(s=[["대구시 교통사고"], [], ["구", "건수", "비고"], ["중구", 3, "x"], ["남구", 4, "y"]]))
    assert (profile.preamble_lines, frame["건수"].tolist()) == (2, [3, 4])


def test_a_cell_that_does_not_fit_is_named_by_its_row_of_the_sheet() -> None:
    rows = [["이름", "속도"], ["두\n줄", "50"], ["나", "약 30"], ["다", "40"]]
    _, profile = read(workbook(s=rows), types={"속도": "integer"})
    assert [(m.line, m.text) for m in profile.misfits] == [(3, "약 30")]


CELLS = st.one_of(st.none(), st.integers(-(10**14), 10**14), st.text(st.sampled_from("가나abc,;\"'\n 대구"), min_size=1, max_size=8))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=8))
def test_sheets_come_back_cell_by_cell(rows: list[list[Any]]) -> None:
    rows = [[f"글{i}", *row] for i, row in enumerate(rows)]
    frame, profile = read(workbook(s=[["열", "a", "b", "c"], *rows]))
    assert (profile.bad_row_count, len(frame)) == (0, len(rows))
    for name, index in (("a", 1), ("b", 2), ("c", 3)):
        wanted = [None if r[index] is None or not str(r[index]).strip() else str(r[index]) for r in rows]
        got = [None if pd.isna(v) else str(int(v)) if isinstance(v, float) else str(v) for v in frame[name]]
        if profile.column(name).kind in ("integer", "number"):
            wanted = [None if w is None else str(int(w)) for w in wanted]
        assert got == wanted


def test_a_sheet_with_more_cells_than_may_be_is_refused() -> None:
    error = refusal(workbook(s=[["a", "b"], *[[i, i] for i in range(60)]]), Limits(max_cells=100))
    assert (error.code, error.facts["found"]) == ("file_too_many_cells", 122)


# JSON


def test_json_lines_are_rows_and_odd_lines_are_reported() -> None:
    lines = ['{"구": "중구", "값": 1, "위치": {"위도": 35.8}}', "oops", "", '{"구": "남구", "값": 2.5, "태그": ["a", 1]}', "[1]"]
    frame, profile = read("\n".join(lines).encode())
    assert list(frame) == ["구", "값", "위치.위도", "태그"]
    assert frame["값"].tolist() == [1.0, 2.5]
    assert frame["태그"].tolist()[1] == '["a", 1]'
    assert [(b.line, b.reason, b.text) for b in profile.bad_rows] == [(2, "not_json", "oops"), (5, "not_json", "[1]")]
    assert (profile.container, profile.bad_row_count) == ("jsonl", 2)


@pytest.mark.parametrize(
    "text",
    [
        '[{"a": 1, "b": "x"}, {"a": 2, "b": null}]',
        '{"DESCRIPTION": {"A": "a"}, "DATA": [{"a": 1, "b": "x"}, {"a": 2}]}',
        '{"response": {"count": 2, "items": [{"a": 1, "b": "x"}, {"a": 2}]}}',
    ],
)
def test_a_list_of_objects_is_a_table_wherever_it_is(text: str) -> None:
    frame, profile = read(json.dumps(json.loads(text), indent=1, ensure_ascii=False).encode())
    assert (frame["a"].tolist(), profile.container) == ([1, 2], "json")
    assert frame["b"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("text", "code"),
    [("[{} ,", "file_damaged"), ("[]", "file_no_records"), ('{"a": 1}\n"x"\n"y"\n', "file_no_records"), ("{}", "file_no_records")],
)
def test_json_without_a_table_says_so(text: str, code: str) -> None:
    assert refusal(text.encode()).code == code


def test_a_header_in_brackets_is_no_json() -> None:
    frame, _ = read("[구분],{값}\n중구,1\n".encode())
    assert list(frame) == ["[구분]", "{값}"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.fixed_dictionaries({"n": st.integers(-(2**63), 2**63 - 1), "t": st.text(max_size=10)}), min_size=1, max_size=10))
def test_json_comes_back_cell_by_cell(rows: list[dict[str, Any]]) -> None:
    rows = [{**r, "t": "글" + r["t"]} for r in rows]
    table, _ = read_table("\n".join(json.dumps(r) for r in rows).encode(), Limits())
    assert table["n"].to_pylist() == [r["n"] for r in rows]
    assert table["t"].to_pylist() == [r["t"] for r in rows]


# Parquet


def test_parquet_of_every_type_is_read_in_the_types_of_a_dataset() -> None:
    table = pa.table(
        {
            "작은": pa.array([1, None], pa.int8()),
            "큰": pa.array([2**64 - 1, 1], pa.uint64()),
            "실수": pa.array([1.5, float("nan")], pa.float32()),
            "범주": pa.array(["a", "b"]).dictionary_encode(),
            "날": pa.array([date(2022, 1, 1), None], pa.date32()),
            "때": pa.array([datetime(2022, 1, 1, 0, 30), datetime(2022, 1, 1, 12)], pa.timestamp("ns", "UTC")),
            "돈": pa.array([Decimal("1.25"), Decimal("3.00")], pa.decimal128(10, 2)),
            "겹": pa.array([{"x": 1}, None], pa.struct([("x", pa.int64())])),
            "줄": pa.array([[1, 2], []], pa.list_(pa.int64())),
            "시각": pa.array([time(1, 2), None], pa.time64("us")),
            "바이트": pa.array([b"\xff\x00", "가".encode()], pa.binary()),
            "빈": pa.nulls(2),
            "한글일시": ["2022년 1월 1일 01시", "2022년 1월 2일 02시"],
            "코드": ["12", "34"],
        }
    )
    frame, profile = read(parquet(table))
    kinds = {c.name: c.kind for c in profile.columns}
    assert [kinds[n] for n in ("작은", "큰", "실수", "날", "때", "돈", "빈", "한글일시", "코드")] == [
        *("integer", "text", "number", "date", "datetime", "number", "empty", "datetime", "text")
    ]
    assert frame["큰"].tolist() == [str(2**64 - 1), "1"]
    assert frame["겹"].tolist()[0] == '{"x": 1}'
    assert frame["줄"].tolist()[0] == "[1, 2]"
    assert frame["바이트"].tolist() == ["ff00", "가"]
    assert frame["한글일시"].tolist()[1] == pd.Timestamp(2022, 1, 2, 2)
    assert profile.column("실수").missing == 1


def test_damaged_or_empty_parquet_is_refused_plainly() -> None:
    good = parquet(pa.table({"a": [1, 2]}))
    assert refusal(good[:-20]).code == "file_damaged"
    assert refusal(b"PAR1" + bytes(100) + b"PAR1").code == "file_damaged"
    assert refusal(parquet(pa.table({"a": pa.array([], pa.int64())}))).code == "file_header_only"


def test_parquet_that_unpacks_to_more_than_may_be_is_refused() -> None:
    data = parquet(pa.table({f"c{i}": pa.array([1]).take(pa.array([0] * 100_000)) for i in range(20)}))
    assert len(data) < 100_000
    assert refusal(data, Limits(max_unpacked_bytes=1024**2)).code == "file_unpacks_too_large"


# Packed


@pytest.mark.parametrize(
    ("data", "container"),
    [
        (gzip.compress(CSV), "gzip"),
        (gzip.compress(CSV[:10]) + gzip.compress(CSV[10:]), "gzip"),
        (zipped(**{"사고.csv": CSV}), "zip"),
        (zipped(**{"a.csv": CSV, "__MACOSX/._a.csv": b"x", ".DS_Store": b"y"}), "zip"),
        (gzip.compress(CSV.decode().encode("cp949")), "gzip"),
        (gzip.compress(workbook(s=[["이름", "값"], ["가", 1], ["나", 2]])), "gzip"),
        (zipped(**{"a.xlsx": workbook(s=[["이름", "값"], ["가", 1], ["나", 2]])}), "zip"),
        (gzip.compress(parquet(pa.table({"이름": ["가", "나"], "값": [1, 2]}))), "gzip"),
        (
            gzip.compress(b'{"\xec\x9d\xb4\xeb\xa6\x84": "\xea\xb0\x80", "\xea\xb0\x92": 1}\n' * 1 + '{"이름": "나", "값": 2}'.encode()),
            "gzip",
        ),
    ],
    ids=["csv", "two members", "zip", "zip with what a Mac adds", "cp949", "workbook", "workbook in a zip", "parquet", "json lines"],
)
def test_a_packed_table_is_unpacked_and_read(data: bytes, container: str) -> None:
    frame, profile = read(data)
    assert frame.to_dict("list") == {"이름": ["가", "나"], "값": [1, 2]}
    assert profile.container == container


def test_packed_files_that_are_no_single_table_are_refused_plainly() -> None:
    assert refusal(zipped(a=CSV, b=CSV)).facts == {"count": 2}
    assert refusal(zipped()).code in ("file_empty", "file_not_text")
    assert refusal(gzip.compress(CSV)[:-12]).code == "file_damaged"
    assert refusal(zipped(a=gzip.compress(CSV))).code == "file_not_text"  # unpacked once, not again and again
    locked = bytearray(zipped(a=CSV))
    locked[6] |= 1
    locked[locked.rindex(b"PK\x01\x02") + 8] |= 1
    assert refusal(bytes(locked)).code == "file_locked"


# What means harm, in the child that has limits


async def refused_by_child(tmp_path: Path, data: bytes, limits: Limits | None = None) -> UnreadableFile:
    source = tmp_path / "upload"
    source.write_bytes(data)
    work = tmp_path / "work"
    work.mkdir()
    with pytest.raises(UnreadableFile) as caught:
        await ingest(source, name="a.csv", workdir=work, limits=limits)
    assert list(work.iterdir()) == []
    return caught.value


@pytest.mark.parametrize("pack", [gzip.compress, lambda data: zipped(a=data)], ids=["gzip", "zip"])
async def test_a_bomb_is_cut_at_the_limit(tmp_path: Path, pack: Any) -> None:
    error = await refused_by_child(tmp_path, pack(bytes(300 * 1024**2)))
    assert (error.code, error.facts) == ("file_unpacks_too_large", {"limit_mb": 200})


async def test_a_sheet_with_one_cell_in_the_far_corner_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = 1, 2  # type: ignore[index]
    out = io.BytesIO()
    book.save(out)
    error = await refused_by_child(tmp_path, out.getvalue())
    assert error.code == "file_too_much_memory"


async def test_an_entity_bomb_in_a_workbook_is_refused(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10 if i else "x" * 1000}">' for i in range(10))
    members = dict(_members(workbook(s=[["a"], ["x"]])))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [{entities}]>'.encode()
    name = next(name for name, data in members.items() if b">x<" in data)
    members[name] = bomb + members[name].split(b"?>", 1)[-1].replace(b">x<", b">&a9;<")
    error = await refused_by_child(tmp_path, zipped(**members), Limits(memory_bytes=1024**3))
    assert error.code == "file_damaged"


def _members(data: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


async def test_workbooks_json_and_parquet_pass_the_confined_child(tmp_path: Path) -> None:
    for data in (workbook(s=[["a", "b"], ["x", 1]]), b'{"a": "x", "b": 1}\n{"a": "y", "b": 2}', parquet(pa.table({"a": ["x"], "b": [1]}))):
        source = tmp_path / "upload"
        source.write_bytes(data)
        done = await ingest(source, name="../x.csv", workdir=tmp_path)
        assert pd.read_parquet(done.parquet)["b"].tolist()[0] == 1


# The quick way and the careful one


_CELLS = st.one_of(
    st.sampled_from(
        ["", "가", "대구 중구", "2022년 1월 1일 01시", "2022-02-30", "007", "-0", "1e5", "0x1F", " 7", "NA", "-", "1,234", "1.0", ".5"]
    ),
    st.integers(-(10**19), 10**19).map(str),
    st.decimals(-1000, 1000, places=3, allow_nan=False).map(str),
    st.text(st.sampled_from(list('ab가똠",\n\r;| 1')), max_size=6),
)


@st.composite
def _files(draw: st.DrawFn) -> bytes:
    """Rows as somebody may have written them: now and then one of another width, with a stray quote, or in another encoding."""
    delimiter, width = draw(st.sampled_from([",", "\t", ";"])), draw(st.integers(1, 4))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=draw(st.sampled_from(["\n", "\r\n"])))
    writer.writerow(["번호", "값", "구", "비고"][:width])
    column = st.lists(_CELLS, min_size=width, max_size=width)
    if draw(st.booleans()):  # every column of one sort
        kinds = [draw(st.sampled_from([st.integers(0, 300).map(str), st.decimals(0, 9, places=2).map(str), _CELLS])) for _ in range(width)]
        column = st.tuples(*kinds).map(list)
    for row in draw(st.lists(column, max_size=12)):
        writer.writerow(row)
    odd = draw(
        st.sampled_from(
            ["", "", "", "x\n", f'"a{delimiter}b\n', f"1{delimiter * width}2\n", "\n\n", delimiter * (width - 1) + "\n", "가\x00\n"]
        )
    )
    data = (out.getvalue() + odd).encode(draw(st.sampled_from(["utf-8", "utf-8-sig", "cp949"])), "replace")
    return data + draw(st.sampled_from([b"", b"", b"", "끝".encode("cp949"), "끝\n".encode(), b"\xff\n"]))


@settings(max_examples=250, deadline=None)
@given(_files(), st.booleans())
def test_the_quick_way_through_a_file_gives_what_the_careful_one_gives(data: bytes, in_pieces: bool) -> None:
    from storage.ingest import fast

    def outcome(*, careful: bool) -> object:
        try:
            values, profile = read_values(data, Limits(), careful=careful)
        except UnreadableFile as error:
            return error.code, error.facts
        return {name: (str(v.plain().type), v.plain().to_pylist()) for name, v in values.items()}, profile

    with pytest.MonkeyPatch.context() as patch:
        if in_pieces:  # as a file of some megabytes is read
            patch.setattr(fast, "_PART", 20)
        quick = outcome(careful=False)
    assert quick == outcome(careful=True)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.one_of(st.just(""), st.from_regex(r"\A[+-]?[0-9]{1,17}(\.[0-9]{0,4})?\Z"), st.sampled_from(["-", "0", "-0", ".5", "1e5", "007"])), min_size=1, max_size=12)
)  # fmt: skip
def test_plain_numbers_are_read_as_the_closer_look_reads_them(cells: list[str]) -> None:
    from storage.ingest import convert as module

    column = pa.array(cells, pa.string())
    quick = module.plain_numbers(column)
    if quick is not None:
        slow = module._convert_distinct(*module.distinct_cells(column), ",")
        assert (quick[0], quick[1].to_pylist()) == (slow.kind, slow.array.to_pylist())


@pytest.mark.parametrize("encoding", ["utf-8", "cp949"])
def test_csv_written_by_python_is_taken_the_quick_way(encoding: str) -> None:
    from storage.ingest.decode import begin
    from storage.ingest.parse import parse_fast

    out = io.StringIO()
    csv.writer(out).writerows([["이름", "주소"], *[[f"가{i}", f'대구, "중구" {i}\n2층'] for i in range(50)]])
    data = out.getvalue().encode(encoding)
    beginning = begin(data)
    assert beginning is not None
    parsed = parse_fast(data, beginning, Limits())
    assert parsed is not None
    assert parsed.columns[1][49].as_buffer().to_pybytes().decode(encoding) == '대구, "중구" 49\n2층'
