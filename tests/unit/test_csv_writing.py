"""Files for people: what pandas would write, made fit for a spreadsheet."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tools._csv import write_csv

_WORDS = st.sampled_from(["대구 수성구", "a,b", 'say "hi"', "two\nlines", "", " x ", "1", "-1.5", "=1+1", "+82-53", "@cmd", "-", "\ttab"])
_COLUMNS = {
    "text": st.one_of(st.none(), _WORDS),
    "whole": st.integers(-(2**53), 2**53),
    "number": st.one_of(st.just(float("nan")), st.floats(allow_nan=False)),
    "yes": st.booleans(),
    "anything": st.one_of(st.none(), st.just(True), st.just(1), st.just(1.0), _WORDS),
}


def _expected(cell: object) -> object:
    if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")):
        try:
            float(cell)
        except ValueError:
            return f"'{cell}"
    return cell


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.fixed_dictionaries(_COLUMNS), max_size=12), chunk=st.integers(1, 5))
def test_the_file_is_what_pandas_writes_with_formulas_made_inert(rows: list[dict[str, object]], chunk: int, tmp_path: Path) -> None:
    frame = pd.DataFrame(rows, columns=list(_COLUMNS)).assign(when=pd.Timestamp("2026-03-01 05:00"), day=pd.Timestamp("2026-03-01"))
    frame["anything"] = pd.Series([row["anything"] for row in rows], dtype=object)
    write_csv(frame, tmp_path / "out.csv", chunk=chunk)
    wanted = frame.assign(**{name: pd.Series([_expected(c) for c in frame[name]], dtype=object) for name in ("text", "anything")})
    wanted["number"] = wanted["number"].replace(-0.0, 0.0)
    text = (tmp_path / "out.csv").read_bytes().decode("utf-8-sig").replace(",-0.0,", ",0.0,")
    assert list(csv.reader(io.StringIO(text))) == list(csv.reader(io.StringIO(wanted.to_csv(index=False))))


def test_a_file_begins_with_the_mark_that_excel_needs_and_a_header_is_no_formula(tmp_path: Path) -> None:
    write_csv(pd.DataFrame({"=cmd()": [1], "이름": ["가"]}), tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_bytes() == "\ufeff'=cmd(),이름\n1,가\n".encode()


def test_an_empty_cell_of_an_only_column_is_still_a_row(tmp_path: Path) -> None:
    write_csv(pd.DataFrame({"이름": ["가", None, "나"]}), tmp_path / "out.csv")
    assert pd.read_csv(tmp_path / "out.csv", skip_blank_lines=True)["이름"].fillna("-").tolist() == ["가", "-", "나"]


def test_progress_is_told_by_chunk_and_what_it_raises_ends_the_work(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    write_csv(pd.DataFrame({"a": np.arange(5)}), tmp_path / "out.csv", lambda done, rows: told.append((done, rows)), chunk=2)
    assert told == [(2, 5), (4, 5), (5, 5)]

    def stop(done: int, rows: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        write_csv(pd.DataFrame({"a": np.arange(5)}), tmp_path / "out.csv", stop, chunk=2)


def test_a_table_without_rows_is_its_header(tmp_path: Path) -> None:
    write_csv(pd.DataFrame({"a": [], "나": []}), tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text(encoding="utf-8-sig") == "a,나\n"
