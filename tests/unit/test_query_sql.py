"""query_sql answers one SELECT over the channel's datasets, and does nothing else, whatever it is asked."""

from __future__ import annotations

import asyncio
import math
import os
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from fakes.room import Room, open_room

from storage.query import BadQuery, QueryLimits, View, run_query

RNG = np.random.default_rng(7)
ACCIDENTS = pd.DataFrame(
    {
        "요일": RNG.choice(["월요일", "화요일", "수요일"], 300),
        "시군구": RNG.choice(["대구광역시 중구 동인동", "대구광역시 남구 대명동"], 300),
        "ECLO": RNG.integers(1, 20, 300),
        "가해운전자 차종": RNG.choice(["승용", "화물"], 300),
        "비율": RNG.random(300),
    }
)
CAMERAS = pd.DataFrame({"구": ["중구", "남구", "서구"], "대수": [3, 5, 1]})


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with open_room(tmp_path) as opened:
        await opened.share("cctv.csv", CAMERAS)
        await opened.share("사고 2018.csv", ACCIDENTS)
        yield opened


async def test_a_group_by_is_that_of_pandas_at_full_precision(room: Room) -> None:
    sql = 'SELECT 요일, count(*) AS n, avg("비율") AS m FROM data GROUP BY 요일 ORDER BY 요일'
    said = await room.tell("query_sql", sql=sql)
    expected = ACCIDENTS.groupby("요일")["비율"].agg(["size", "mean"])
    assert [row[:2] for row in said.data["rows"]] == [[day, int(n)] for day, n in expected["size"].items()]
    assert all(math.isclose(row[2], mean, rel_tol=1e-12) for row, mean in zip(said.data["rows"], expected["mean"], strict=True))
    assert said.table.rows == said.data["rows"]
    assert said.data["sql"] == sql


async def test_datasets_are_joined_by_their_names_and_derived_columns_are_there(room: Room) -> None:
    sql = 'SELECT a.구, sum(대수) AS s FROM "사고 2018.csv" a JOIN CCTV c ON a.구 = c.구 GROUP BY 1 ORDER BY 1'
    said = await room.tell("query_sql", sql=sql)
    count = ACCIDENTS["시군구"].str.split().str[1].value_counts()
    assert said.data["rows"] == [["남구", int(count["남구"] * 5)], ["중구", int(count["중구"] * 3)]]
    assert {d["name"] for d in said.data["datasets"]} == {"사고 2018.csv", "cctv.csv"}


async def test_columns_that_differ_only_in_case_keep_their_own_values(room: Room) -> None:
    await room.share("twins.csv", pd.DataFrame({"a": [1, 2], "A": [30, 40], "b": [5, 6]}))
    said = await room.tell("query_sql", sql="SELECT * FROM data ORDER BY b")
    assert said.data["rows"] == [[1, 30, 5], [2, 40, 6]]


async def test_names_given_twice_become_names_of_their_own_also_where_that_name_is_there(room: Room) -> None:
    sql = "SELECT 1 AS a, 2 AS a, 3 AS a_2, 4 AS a"
    assert (await room.tell("query_sql", sql=sql)).data["columns"] == ["a", "a_3", "a_2", "a_4"]
    assert (await room.tell("query_sql", sql=sql, save_as="twins")).data["columns"] == ["a", "a_3", "a_2", "a_4"]


async def test_one_row_is_told_in_the_sentence(room: Room) -> None:
    said = await room.tell("query_sql", sql='SELECT count(*) AS 건수, max("ECLO") AS 최대 FROM data;  -- 끝')
    assert "건수 = 300" in said.text
    assert f"최대 = {ACCIDENTS['ECLO'].max()}" in said.text


async def test_a_long_answer_is_capped_and_the_whole_number_of_rows_told(room: Room) -> None:
    said = await room.tell("query_sql", sql="SELECT i, i * 2 AS j FROM range(5000) t(i)")
    assert "5,000행" in said.text
    assert "100행" in said.text
    assert len(said.table.rows) == 100


async def test_odd_values_become_json_and_wide_cells_are_cut(room: Room) -> None:
    sql = """SELECT 'nan'::DOUBLE AS a, NULL AS b, DATE '2018-01-02' AS c, [1, 2] AS d, {'x': 1} AS e, 1.50::DECIMAL(5,2) AS f,
             170141183460469231731687303715884105727 AS g, repeat('가', 5000) AS h, '\\x41'::BLOB AS i, true AS j, 1 AS a"""
    row = (await room.tell("query_sql", sql=sql)).data["rows"][0]
    assert row[:7] == [None, None, "2018-01-02", "[1, 2]", '{"x": 1}', 1.5, "170141183460469231731687303715884105727"]
    assert len(row[7]) == 300
    assert row[8:] == ["41", True, 1]


@pytest.mark.parametrize(
    ("sql", "code", "hint"),
    [
        ("SELECT ECL FROM data", "sql_unknown_column", "ECLO"),
        ("SELECT d.요이 FROM data d", "sql_unknown_column", "요일"),
        ("SELECT * FROM cctvs", "sql_unknown_table", "cctv"),
        ("SELEC 1", "sql_syntax", "SELEC"),
        ("SELECT 요일, count(*) FROM data", "sql_not_grouped", "요일"),
        ("SELECT sum(요일) FROM data", "sql_wrong_type", "CAST"),
        ("SELECT CAST(요일 AS INT) FROM data", "sql_bad_value", "TRY_CAST"),
        ("SELECT nope(1)", "sql_unknown_function", "nope"),
        ("-- nothing", "sql_empty", "SELECT"),
        ("SELECT 1; SELECT 2", "sql_several", "2"),
    ],
)
async def test_a_mistake_gets_one_sentence_with_a_way_out(room: Room, sql: str, code: str, hint: str) -> None:
    said = await room.tell("query_sql", sql=sql)
    assert (said.ok, said.code) == (False, code)
    assert hint in said.text
    assert "\n" not in said.text
    assert not any(word in said.text for word in ("Binder", "Catalog", "Parser", "LINE 1", "Error:"))


ATTACKS = [
    "COPY data TO '{out}'",
    "COPY (SELECT 1) TO '{out}' (FORMAT csv)",
    "EXPORT DATABASE '{out}'",
    "ATTACH '{out}'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "PRAGMA database_list",
    "SET enable_external_access = true",
    "SET lock_configuration = false",
    "RESET ALL",
    "CREATE TABLE t AS SELECT 1",
    "CREATE OR REPLACE VIEW data AS SELECT 1",
    "DROP VIEW data",
    "INSERT INTO data VALUES (1)",
    "DELETE FROM data",
    "UPDATE data SET ECLO = 0",
    "CALL pragma_version()",
    "EXPLAIN ANALYZE SELECT 1",
    "SELECT 1; DROP VIEW data",
    "SELECT 1 /* */ ; COPY data TO '{out}' --",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_csv_auto('/etc/passwd')",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM read_blob('/etc/passwd')",
    "SELECT * FROM read_parquet('{known}')",
    "SELECT * FROM parquet_metadata('{known}')",
    "SELECT * FROM sniff_csv('/etc/passwd')",
    "SELECT * FROM glob('/*')",
    "SELECT * FROM '/etc/passwd'",
    "FROM '{known}'",
    "SELECT * FROM read_json('http://127.0.0.1:1/x')",
    "SELECT getenv('HOME')",
    "SELECT current_setting('allowed_paths')",
    "SELECT * FROM duckdb_settings()",
    "SELECT * FROM duckdb_views()",
    "SELECT sql FROM duckdb_views",
    "SELECT * FROM information_schema.tables",
    "SELECT * FROM main.sqlite_master",
    "WITH x AS (WITH duckdb_views AS (SELECT 1) SELECT 1) SELECT sql FROM duckdb_views",
    "WITH sqlite_master AS (SELECT 1 AS sql) SELECT sql FROM main.sqlite_master",
    "SELECT * FROM query('SELECT * FROM duckdb_settings()')",
    "SELECT * FROM query_table('duckdb_settings')",
    "SELECT (SELECT content FROM read_text('/etc/passwd')) FROM data",
    "SELECT * FROM data WHERE ECLO IN (SELECT 1 FROM read_text('/etc/passwd'))",
    "SHOW ALL TABLES",
]


async def test_nothing_reads_writes_attaches_or_sets_and_the_process_lives(room: Room, tmp_path: Path) -> None:
    out = tmp_path / "out"
    known = room.stores.blobs.path((await room.stores.datasets.list(room.scope))[0].parquet)
    before = {p: p.stat().st_mtime_ns for p in (tmp_path / "blobs").rglob("*") if p.is_file()}
    limit = asyncio.Semaphore(2)

    async def attack(sql: str) -> tuple[str, bool, str]:
        async with limit:
            said = await room.tell("query_sql", sql=sql.format(out=out, known=known))
            return sql, said.ok, said.text + str(said.data)

    for sql, ok, text in await asyncio.gather(*map(attack, ATTACKS)):
        assert not ok, sql
        assert "root:" not in text, sql
        assert str(tmp_path) not in text.replace(str(known), "").replace(str(out), ""), sql
    assert not out.exists()
    assert {p: p.stat().st_mtime_ns for p in (tmp_path / "blobs").rglob("*") if p.is_file()} == before
    counted = (await room.tell("query_sql", sql="SELECT count(*) FROM data")).data
    assert (counted["columns"], counted["rows"]) == (["count(*)"], [[300]])


SMALL = QueryLimits(seconds=3.0)
BOMBS = [
    ("WITH RECURSIVE t AS (SELECT 1 AS x UNION ALL SELECT x + 1 FROM t) SELECT count(*) FROM t", {"sql_took_too_long"}),
    ("SELECT repeat('x', 3000000000)", {"sql_too_much_memory"}),
    ("SELECT length(repeat('x', 3000000000))", {"sql_too_much_memory"}),
    ("SELECT count(*) FROM data a, data b, data c, data d, data e, data f, data g", {"sql_took_too_long"}),
    ("SELECT list(a.i) FROM range(100000000) a(i)", {"sql_too_much_memory", "sql_took_too_long"}),
    ("SELECT " + "(" * 4000 + "1" + ")" * 4000, {"sql_too_deep", "sql_syntax"}),
    ("SELECT 1" + "+1" * 4000, {"sql_too_deep", "sql_syntax"}),
]


@pytest.mark.parametrize(("sql", "codes"), BOMBS)
async def test_what_runs_for_ever_or_eats_memory_is_stopped(room: Room, sql: str, codes: set[str]) -> None:
    dataset = (await room.stores.datasets.list(room.scope))[0]
    view = View(str(room.stores.blobs.path(dataset.parquet)), [c.name for c in dataset.profile.columns], ["data"])
    with pytest.raises(BadQuery) as caught:
        await run_query(sql, [view], SMALL)
    assert caught.value.code in codes


async def test_a_regular_expression_that_explodes_elsewhere_ends(room: Room) -> None:
    said = await room.tell("query_sql", sql="SELECT regexp_matches(repeat('a', 100000) || 'b', '(a+)+$') AS x")
    assert said.data["rows"] == [[False]]


async def test_a_query_that_is_cancelled_ends_its_process() -> None:
    task = asyncio.create_task(run_query("WITH RECURSIVE t AS (SELECT 1 AS x UNION ALL SELECT x FROM t) SELECT count(*) FROM t", []))
    await asyncio.sleep(1.0)
    children = _children()
    assert children
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not children & _children()


def _children() -> set[int]:
    mine = str(os.getpid())
    found = set()
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rsplit(")", 1)
        except OSError:
            continue
        if fields[1].split()[1] == mine and "Z" not in fields[1].split()[0]:
            found.add(int(status.parent.name))
    return found


async def test_a_dataset_of_another_channel_or_workspace_has_no_name_here(room: Room) -> None:
    for other in (room.at(channel="C2"), room.at(workspace="W2")):
        await other.share("mine.csv", pd.DataFrame({"a": [1]}))
        for name in ("cctv", '"사고 2018.csv"', '"cctv.csv"'):
            said = await other.tell("query_sql", sql=f"SELECT * FROM {name}")
            assert said.code == "sql_unknown_table"
            assert "cctv.csv" not in said.text.replace("`cctv.csv` 표는", "")
        nothing = await other.tell("query_sql", sql="SELECT * FROM nowhere")
        assert nothing.code == said.code


async def test_names_in_any_case_with_quotes_and_twins_are_told_apart(room: Room) -> None:
    await room.at(thread="T2").share('a"b', pd.DataFrame({'x"y': [1, 2], "select": [3, 4]}))
    said = await room.at(thread="T2").tell("query_sql", sql='SELECT sum("x""y") AS s, sum("select") AS t FROM "A""B"')
    assert said.data["rows"] == [[3, 7]]


async def test_a_channel_without_datasets_is_asked_for_one(room: Room) -> None:
    assert (await room.at(channel="empty").tell("query_sql", sql="SELECT 1")).code == "no_dataset"


async def test_a_dataset_kept_under_a_relative_path_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    CAMERAS.to_parquet(tmp_path / "cameras.parquet")
    monkeypatch.chdir(tmp_path)
    answer = await run_query('SELECT sum("대수") FROM data', [View("cameras.parquet", ["구", "대수"], ["data"])])
    assert answer.rows == [[int(CAMERAS["대수"].sum())]]


async def test_a_result_is_kept_whole_as_a_dataset_that_remembers_its_query(room: Room) -> None:
    sql = 'SELECT 요일, sum("ECLO") AS 합, avg("비율") AS 평균 FROM data GROUP BY 요일'
    said = await room.tell("query_sql", sql=sql, save_as="요일 요약")
    assert (said.data["rows"], said.data["columns"]) == (3, ["요일", "합", "평균"])
    made = await room.stores.datasets.get(room.scope, said.data["id"])
    assert made.lineage["steps"] == [{"tool": "query_sql", "sql": sql}]
    assert [parent["name"] for parent in made.lineage["parents"]] == ["사고 2018.csv"]
    assert made.profile.column("합").kind == "integer"
    kept = pd.read_parquet(room.stores.blobs.path(made.parquet)).set_index("요일")
    pd.testing.assert_series_equal(kept["합"].sort_index(), ACCIDENTS.groupby("요일")["ECLO"].sum(), check_names=False)
    pd.testing.assert_series_equal(kept["평균"].sort_index(), ACCIDENTS.groupby("요일")["비율"].mean(), check_names=False)


async def test_more_rows_are_kept_than_shown(room: Room) -> None:
    said = await room.tell("query_sql", sql="SELECT i AS a, i AS a FROM range(5000) t(i)", save_as="많은 행")
    assert (said.data["rows"], said.data["columns"]) == (5000, ["a", "a_2"])


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("SELECT * FROM range(2000000)", "sql_result_too_large"),
        ("SELECT * FROM data WHERE false", "sql_nothing_to_keep"),
        ("SELECT " + ", ".join(f"{i} AS c{i}" for i in range(150)), "sql_result_too_wide"),
        ("DROP VIEW data", "sql_not_select"),
    ],
)
async def test_what_cannot_be_kept_is_refused_and_leaves_nothing(room: Room, sql: str, code: str) -> None:
    before = len(await room.stores.datasets.list(room.scope))
    said = await room.tell("query_sql", sql=sql, save_as="x")
    assert (said.ok, said.code) == (False, code)
    assert len(await room.stores.datasets.list(room.scope)) == before
