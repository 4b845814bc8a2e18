"""The report tells every step from the upload on, in both forms, and nothing in it runs."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from fakes.dataset_tools import SCOPE
from fakes.kept_datasets import Desk


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    opened = await Desk.open(tmp_path, "tools.missing", "tools.transform")
    rng = np.random.default_rng(2)
    frame = pd.DataFrame({"=속도": rng.normal(50, 5, 100), "폭|길이": rng.normal(8, 1, 100), "이름": ["=1+1", "나"] * 50})
    frame.loc[:9, "=속도"] = np.nan
    frame.loc[5:30, "폭|길이"] = np.nan
    await opened.put(frame, "측정.csv")
    yield opened
    await opened.stores.close()


async def test_a_report_tells_every_step_with_its_numbers(desk: Desk) -> None:
    await desk.ask(
        "transform_dataset", steps=[{"kind": "sample", "n": 90}, {"kind": "derive", "name": "두 배", "expression": "`폭|길이`*2"}]
    )
    await desk.ask("impute_missing", strategy="median", columns=["=속도"], apply=True)
    result = await desk.ask("make_report")
    text, book = (a.data for a in result.artifacts)
    assert text is not None
    assert book is not None
    said = text.decode()
    assert said.startswith("# 데이터 보고서: 측정 · 표본, 계산 열 · 결측 채움(중앙값)")
    assert "무작위로 90행 뽑기(시드 0)" in said
    assert "올린 파일: `측정.csv`" in said
    assert "폭\\|길이" in said
    sheets = openpyxl.load_workbook(io.BytesIO(book))
    assert sheets.sheetnames == ["데이터", "기록", "결측", "대체", "정의"]
    rows = list(sheets["기록"].iter_rows(values_only=True))
    assert [(r[3], r[4]) for r in rows if r[0] in (1, 2)] == [(100, 90), (90, 90)]
    filled = next(r for r in sheets["대체"].iter_rows(values_only=True) if r[0] == 2)
    assert filled[1] == "median"
    assert filled[4] == 0
    cells = [c for sheet in sheets for row in sheet.iter_rows() for c in row]
    assert not [c.coordinate for c in cells if c.data_type == "f"]
    assert any(c.value == "'=속도" for c in cells)


async def test_the_record_begins_with_the_upload_itself(desk: Desk) -> None:
    upload = await desk.current()
    await desk.ask("impute_missing", strategy="median", columns=["=속도"], apply=True)
    for deleted in (False, True):
        if deleted:
            await desk.stores.datasets.delete(SCOPE, upload.id)
        book = (await desk.ask("make_report")).artifacts[1].data
        assert book is not None
        first = next(r for r in openpyxl.load_workbook(io.BytesIO(book))["기록"].iter_rows(values_only=True) if r[0] == 0)
        if deleted:
            assert first[1:] == ("측정.csv", "파일을 올림(그 뒤 지워짐)", *[None] * 7)
        else:
            assert (first[1], first[2], first[4], first[6], first[8]) == ("측정.csv", "파일을 올림", 100, 3, upload.owner)
            assert json.loads(str(first[9])) == {"sha256": upload.sha256, "bytes": upload.size}


async def test_a_report_on_an_upload_without_gaps_says_so(desk: Desk) -> None:
    await desk.put(pd.DataFrame({"a": [1, 2, 3]}), "꽉 참.csv")
    result = await desk.ask("make_report", language="en", title="Mine")
    text = result.artifacts[0].data
    assert text is not None
    assert text.decode().startswith("# Mine\n")
    assert "No values are missing." in text.decode()
    assert "It is as it was uploaded." in text.decode()
