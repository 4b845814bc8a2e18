"""The stores on SQLite and on a real PostgreSQL: the same promises, also with several programs at once."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from conftest import Chat

from bot import settings as settings_module
from bot import wiring
from bot.jobs.digests import send_due
from bot.messages import Failed, FileReply, JobUpdate, Table, TextDelta
from storage import migrate as migrate_module
from storage import tables
from storage.engine import Database
from storage.errors import NotFound, StoreUnavailable
from storage.migrate import migrate
from storage.profile import Profile
from storage.runs import NewRun
from storage.scope import Scope
from storage.stores import open_stores

HERE = Scope("T1", "C1", "100.1", "U1")
LEASE = timedelta(seconds=30)


def _binaries() -> Path | None:
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else []
    places += [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True), Path("/opt/homebrew/bin"), Path("/usr/local/pgsql/bin")]
    return next((place for place in places if (place / "initdb").exists() and (place / "postgres").exists()), None)


class Cluster:
    """A PostgreSQL server of our own, reached through a socket in its folder. It won't run as root: then it runs as `postgres`."""

    def __init__(self, binaries: Path) -> None:
        self._binaries = binaries
        self._folder = Path(tempfile.mkdtemp(prefix="eclo-pg-"))  # a socket's path must be short
        self._as: dict[str, str] = {}
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self._folder, owner.pw_uid, owner.pw_gid)
            self._as = {"user": "postgres"}
        self._run("initdb", "-D", "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8")
        self._count = 0

    def start(self) -> None:
        options = f"-c listen_addresses='' -c unix_socket_directories={self._folder} -c fsync=off -c max_connections=200"
        self._run("pg_ctl", "-D", "data", "-w", "-l", "log", "-o", options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", "data", "-m", "immediate", "-w", "stop")

    def remove(self) -> None:
        shutil.rmtree(self._folder)

    def new_database(self) -> str:
        self._count += 1
        name = f"eclo{self._count}"
        self._run("psql", "-h", str(self._folder), "-U", "postgres", "-q", "-c", f"CREATE DATABASE {name}")
        return f"postgresql+asyncpg://postgres@/{name}?host={self._folder}"

    def _run(self, command: str, *arguments: str) -> None:
        with (self._folder / "commands.log").open("ab") as log:  # not a pipe: the server would hold it open
            subprocess.run([str(self._binaries / command), *arguments], cwd=self._folder, check=True, stdout=log, stderr=log, **self._as)


@pytest.fixture(scope="module")
def cluster():
    binaries = _binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL server here (apt install postgresql)")
    if os.geteuid() == 0 and not any(user.pw_name == "postgres" for user in pwd.getpwall()):
        pytest.skip("PostgreSQL won't run as root, and there is no user postgres")
    pytest.importorskip("asyncpg", reason="the PostgreSQL driver is not installed (uv sync --extra postgres)")
    running = Cluster(binaries)
    running.start()
    yield running
    running.stop()
    running.remove()


@pytest.fixture(params=["sqlite", "postgres"])
def url(request, tmp_path) -> str:
    """An empty database."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'eclo.db'}"
    return request.getfixturevalue("cluster").new_database()


@pytest.fixture
async def stores(url, tmp_path):
    opened = await open_stores(url, tmp_path / "blobs")
    yield opened
    await opened.close()


@pytest.fixture
async def programs(url, tmp_path):
    """Four programs on one database."""
    opened = [await open_stores(url, tmp_path / "blobs") for _ in range(4)]
    yield opened
    for each in opened:
        await each.close()


# Migrations


async def test_programs_that_start_at_once_all_find_the_newest_schema(url, tmp_path):
    opened = await asyncio.gather(*(open_stores(url, tmp_path / "blobs") for _ in range(6)))
    for stores in opened:
        assert await stores.inbox.waiting() == 0
        await stores.close()


async def test_a_new_sqlite_file_that_another_program_is_writing_is_opened_when_it_has_finished(tmp_path):
    # SQLite refuses the change to WAL at once while somebody writes, whatever the busy timeout says.
    file = tmp_path / "eclo.db"
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("CREATE TABLE somebody_elses (a)")
    other.execute("BEGIN IMMEDIATE")
    other.execute("INSERT INTO somebody_elses VALUES (1)")
    opening = asyncio.create_task(open_stores(f"sqlite+aiosqlite:///{file}", tmp_path / "blobs"))
    await asyncio.sleep(0.3)
    assert not opening.done()
    other.execute("COMMIT")
    stores = await opening
    assert await stores.inbox.waiting() == 0
    other.close()
    assert sqlite3.connect(file).execute("PRAGMA journal_mode").fetchone() == ("wal",)
    await stores.close()


DYING = """
import asyncio, os, sys
import sqlalchemy as sa
from storage import migrate as migrate_module
from storage import tables
from storage.engine import Database
from storage.migrate import migrate

async def main(url, deadly):
    database = Database(url)
    seen = []
    @sa.event.listens_for(database.engine.sync_engine, "after_cursor_execute")
    def count(connection, cursor, statement, *_):
        if statement.lstrip().startswith(("CREATE TABLE", "INSERT INTO alembic")):
            seen.append(statement)
            if len(seen) == deadly:
                os._exit(9)
    await migrate(database)

asyncio.run(main(sys.argv[1], int(sys.argv[2])))
"""


@pytest.mark.parametrize("deadly", [1, 4, 8])
async def test_a_migration_whose_program_dies_leaves_the_old_schema_and_the_next_start_brings_the_new_one(url, tmp_path, deadly):
    died = await asyncio.to_thread(subprocess.run, [sys.executable, "-c", DYING, url, str(deadly)], cwd=Path(__file__).parents[2])
    assert died.returncode == 9
    database = Database(url)
    async with database.read() as connection:
        tables = await connection.run_sync(lambda c: sa.inspect(c).get_table_names())
    assert tables == []
    await migrate(database)
    await database.close()


def _upgrade_to(revision: str):
    def upgrade(connection: sa.Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(Path(migrate_module.__file__).with_name("migrations")))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)

    return upgrade


async def test_what_was_stored_by_the_first_schema_is_there_in_the_newest_and_works(url, tmp_path):
    old, now = Database(url), datetime(2026, 11, 2, 3, 4, tzinfo=UTC)
    profile = Profile(rows=1, columns=[], encoding="utf-8", delimiter=",").to_json()
    place = {"workspace": "T1", "channel": "C1", "thread": "100.1", "owner": "U1"}
    dataset = {"id": "d1", **place, "name": "a.csv", "original": "0" * 64, "parquet": "0" * 64, "sha256": "0" * 64, "size": 3}
    async with old.write() as connection:
        await connection.run_sync(_upgrade_to("0001"))
        columns = [tables.datasets.c[name] for name in (*dataset, "profile", "created_at")]
        first = sa.table("datasets", *(sa.column(column.name, column.type) for column in columns))
        await connection.execute(sa.insert(first).values(**dataset, profile=profile, created_at=now))
        await connection.execute(sa.text("INSERT INTO threads VALUES ('T1', 'C1', '100.1', 'd1', NULL)"))
    await old.close()
    stores = await open_stores(url, tmp_path / "blobs")
    kept = await stores.datasets.current(HERE)
    assert (kept.id, kept.created_at, kept.lineage, kept.description) == ("d1", now, {}, "")
    assert (await stores.datasets.describe(HERE, "d1", "accidents")).description == "accidents"
    assert (await stores.jobs.submit(HERE, **job())).state == "queued"
    await stores.close()


# The inbox


def message(number: int, thread: str = "1.0", *keys: str):
    return {"workspace": "T", "channel": "C", "thread": thread, "keys": keys or (f"m{number}",), "payload": {"n": number}}


async def test_the_same_message_delivered_to_several_programs_at_once_is_accepted_once(programs):
    for number in range(20):
        again = [p.inbox.accept(**message(number, "1.0", f"event{number}", f"m{number}")) for p in programs]
        other = [p.inbox.accept(**message(number, "1.0", f"mention{number}", f"m{number}")) for p in programs]
        assert sorted(await asyncio.gather(*again, *other)) == [False] * 7 + [True]
    assert await programs[0].inbox.waiting() == 20
    assert await programs[0].inbox.accept(**message(0, "1.0", "mention0")) is False


async def test_every_message_is_claimed_once_and_those_of_a_thread_in_order(programs):
    for number in range(24):
        await programs[0].inbox.accept(**message(number, f"{number % 4}.0"))
    order: dict[str, list[int]] = {}
    at_work: Counter[str] = Counter()

    async def work(inbox):
        idle = 0
        while idle < 40:
            row = await inbox.claim(LEASE)
            if row is None:
                idle += 1
                await asyncio.sleep(0.01)
                continue
            idle = 0
            at_work[row.thread] += 1
            assert at_work[row.thread] == 1
            order.setdefault(row.thread, []).append(row.payload["n"])
            await asyncio.sleep(0.005)
            at_work[row.thread] -= 1
            await inbox.done(row.id)

    await asyncio.gather(*(work(p.inbox) for p in programs for _ in range(2)))
    assert sorted(n for numbers in order.values() for n in numbers) == list(range(24))
    assert all(numbers == sorted(numbers) for numbers in order.values())


async def test_a_message_whose_program_died_is_claimed_again_when_its_lease_has_run_out(programs):
    first, second, *_ = (p.inbox for p in programs)
    await first.accept(**message(1))
    await first.accept(**message(2))
    assert (await first.claim(timedelta(seconds=0.2))).attempts == 1
    assert await second.claim(LEASE) is None
    await asyncio.sleep(0.3)
    again = await second.claim(LEASE)
    assert (again.payload["n"], again.attempts) == (1, 2)


# Jobs


def job(call: str = "c", **changes):
    return {"tool": "t", "args": {}, "turn": "turn", "call": call, "front": "slack", "language": "ko", "dataset_id": None, **changes}


async def test_a_job_submitted_by_several_programs_at_once_is_one_job_with_one_attempt(programs):
    jobs = await asyncio.gather(*(p.jobs.submit(HERE, **job()) for p in programs for _ in range(3)))
    assert len({j.id for j in jobs}) == 1
    started = await asyncio.gather(*(p.jobs.start(jobs[0].id, most_attempts=3) for p in programs))
    assert [s.attempt for s in started if s] == [1]


async def test_only_the_newest_attempt_of_a_job_writes(stores):
    submitted = await stores.jobs.submit(HERE, **job())
    await stores.jobs.start(submitted.id, most_attempts=3)
    await stores.jobs.lost(submitted.id)
    assert await stores.jobs.revive(timedelta(seconds=15)) == 1
    second = await stores.jobs.start(submitted.id, most_attempts=3)
    assert second.attempt == 2
    assert not await stores.jobs.beat(submitted.id, 1, done=1, total=2)
    assert not await stores.jobs.finish(submitted.id, 1, "done", result={"text": "old"})
    assert await stores.jobs.finish(submitted.id, 2, "done", result={"text": "new"})
    assert (await stores.jobs.get(HERE, submitted.id)).result == {"text": "new"}


async def test_a_job_is_announced_by_one_program_at_a_time(programs):
    for number in range(6):
        await programs[0].jobs.submit(HERE, **job(f"c{number}"))
    claims = await asyncio.gather(*(p.jobs.claim_announcement("slack", LEASE) for p in programs for _ in range(2)))
    ids = [claimed.id for claimed in claims if claimed]
    assert len(ids) == len(set(ids))
    while more := await programs[0].jobs.claim_announcement("slack", LEASE):
        ids.append(more.id)
    assert len(ids) == len(set(ids)) == 6


# The model in use, predictions, weekly summaries


def run(letter: str) -> NewRun:
    return NewRun(
        id=letter * 32, name=f"run-{letter * 8}", data={"sources": ["가.csv"]}, parameters={}, metrics={"test": {"rmsle": 0.4}},
        comparison=None, log=["읽음"], bundle="0" * 64 + ".zip", code_version="0.1.0", seconds=1.5,
    )  # fmt: skip


async def test_a_run_that_two_attempts_record_at_once_is_one_run(programs):
    recorded = await asyncio.gather(*(p.runs.add(HERE, run("a")) for p in programs for _ in range(2)))
    assert len({r.created_at for r in recorded}) == 1
    assert [r.id for r in await programs[0].runs.list(HERE)] == ["a" * 32]


async def test_promotions_and_rollbacks_of_several_programs_at_once_leave_a_history_that_adds_up(programs):
    runs = programs[0].runs
    made = [await runs.add(HERE, run(letter)) for letter in "abcd"]
    await asyncio.gather(*(p.runs.promote(HERE, r.id) for p, r in zip(programs, made, strict=True)))
    assert len(await runs.stack()) == 5
    for left in (4, 3, 2, 1):
        used = await runs.in_use()
        assert used is not None
        attempts = await asyncio.gather(*(p.runs.rollback(HERE, expected=used.id) for p in programs), return_exceptions=True)
        assert sum(not isinstance(a, NotFound) for a in attempts) == 1, attempts
        assert len(await runs.stack()) == left
    assert await runs.in_use() is None


async def test_a_prediction_that_several_programs_keep_at_once_is_one_prediction(programs):
    told = {"turn": "t", "model": "m", "inputs": {"weather": "비"}, "eclo": 4.5, "low": 2.0, "high": 9.0, "band": "usual", "worst": None}
    ids = await asyncio.gather(*(p.predictions.add(HERE, **told) for p in programs for _ in range(3)))
    assert len(set(ids)) == 1
    others = Scope("T2", "C1", "100.1", "U1")
    assert await programs[0].predictions.add(others, **told) not in ids
    for scope in (HERE, others):
        assert await programs[1].predictions.count(scope) == (1, 4.5)
        (stored,) = await programs[1].predictions.list(scope)
        assert (await programs[2].predictions.find(scope, stored.id[:8].upper())) == stored
    with pytest.raises(NotFound):
        await programs[0].predictions.find(others, ids[0])


async def test_the_newest_of_several_outcomes_counts_and_nul_in_a_note_does_no_harm(stores):
    told = {"turn": "t", "model": "m", "inputs": {}, "eclo": 4.5, "low": 2.0, "high": 9.0, "band": "usual", "worst": None}
    made = await stores.predictions.add(HERE, **told)
    for eclo in (3.0, 8.0, None, 5.0):
        await stores.predictions.record(HERE, made, eclo=eclo, counts=None, note="n\0")
    (stored,) = await stores.predictions.list(HERE, labelled=True)
    assert (stored.outcome.eclo, stored.outcome.note) == (5.0, "n")
    assert await stores.predictions.count(HERE, labelled=True) == (1, 4.5)


async def test_a_weekly_summary_that_several_programs_find_due_is_one_job(programs):
    due = datetime(2026, 11, 23, tzinfo=UTC)
    wanted = {"front": "slack", "language": "ko", "turn": "m1@1.0", "next_at": due}
    assert sum(await asyncio.gather(*(p.digests.subscribe(HERE, **wanted) for p in programs))) == 1
    await asyncio.gather(*(send_due(p, Ids(), "slack", due) for p in programs))
    assert len(await programs[0].jobs.list(HERE)) == 1
    assert await programs[1].digests.due("slack", due) == []


class Ids:
    """A queue that takes everything."""

    async def enqueue(self, job_id: str) -> None:
        pass


# Datasets and transcripts


def put(stores, data: bytes) -> str:
    return stores.blobs.put(data)


async def share(stores, scope, data: bytes, name="a.csv"):
    key = put(stores, data)
    profile = Profile(rows=1, columns=[], encoding="utf-8", delimiter=",")
    return await stores.datasets.add(scope, name=name, original=key, parquet=key, sha256=key[:64], size=len(data), profile=profile)


async def test_bytes_that_two_datasets_share_go_with_the_last_of_them(stores):
    elsewhere = Scope("T1", "C2", "1.0", "U2")
    mine, theirs = await share(stores, HERE, b"x"), await share(stores, elsewhere, b"x")
    await stores.datasets.delete(HERE, mine.id)
    assert stores.blobs.path(theirs.original).read_bytes() == b"x"
    with pytest.raises(NotFound):
        await stores.datasets.get(HERE, theirs.id)
    await stores.datasets.delete(elsewhere, theirs.id)
    with pytest.raises(NotFound):
        stores.blobs.path(theirs.original)


async def test_a_file_shared_while_its_twin_is_deleted_has_its_bytes(programs):
    """Whatever comes first, no dataset is left without its bytes."""
    first, second, *_ = programs
    for number in range(30):
        scope = Scope("T1", f"C{number}", "1.0", "U1")
        data = f"data {number}".encode()
        twin = await share(first, scope, data)

        async def share_anew(scope=scope, data=data):
            return await share(second, scope, data, name="b.csv")

        await asyncio.gather(first.datasets.delete(scope, twin.id), share_anew(), return_exceptions=True)
        for dataset in await first.datasets.list(scope):
            assert first.blobs.path(dataset.original).read_bytes() == data


async def test_a_thread_is_made_once_though_several_programs_write_to_it_first(programs):
    datasets = [await share(programs[0], HERE.in_thread(f"{n}.0"), str(n).encode()) for n in range(4)]
    for number in range(5):
        fresh = HERE.in_thread(f"fresh{number}")
        used = [p.datasets.use(fresh, d.id) for p, d in zip(programs, datasets, strict=True)]
        said = [p.transcripts.commit(fresh, f"t{i}", [_words("hi")], pending={"name": "x"}) for i, p in enumerate(programs)]
        await asyncio.gather(*used, *said)
        assert (await programs[0].transcripts.pending(fresh)) == {"name": "x"}
        assert len(await programs[0].transcripts.turns(fresh, last=10)) == 4


def _words(text: str):
    return {"role": "user", "content": [{"type": "text", "text": text}]}


async def test_turns_come_back_in_order_and_a_repeated_one_replaces_itself(stores):
    for number in range(5):
        await stores.transcripts.commit(HERE, f"t{number}", [_words(f"{number}a"), _words(f"{number}b")])
    await stores.transcripts.commit(HERE, "t4", [_words("4c")])
    turns = await stores.transcripts.turns(HERE, last=3)
    assert [[m["content"][0]["text"] for m in turn] for turn in turns] == [["2a", "2b"], ["3a", "3b"], ["4c"]]
    assert await stores.transcripts.turns(HERE.in_thread("other"), last=3) == []
    assert await stores.transcripts.turn(HERE, "t4") == [_words("4c")]
    assert await stores.transcripts.turn(HERE, "never") == []


# A server that goes away


async def test_a_server_that_is_down_is_a_store_that_is_unavailable_and_comes_back(cluster, tmp_path):
    stores = await open_stores(cluster.new_database(), tmp_path / "blobs")
    assert await stores.inbox.accept(**message(1))
    cluster.stop()
    try:
        for _ in range(3):
            with pytest.raises(StoreUnavailable):
                await stores.inbox.accept(**message(2))
    finally:
        cluster.start()
    assert await stores.inbox.accept(**message(2))
    assert not await stores.inbox.accept(**message(1))
    await stores.close()


async def test_a_server_that_goes_down_in_the_middle_of_a_transaction_is_a_store_that_is_unavailable(cluster, tmp_path):
    stores = await open_stores(cluster.new_database(), tmp_path / "blobs")

    async def cut_short():
        async with stores.database.write() as connection:
            await connection.execute(sa.text("SELECT 1"))
            cluster.stop()
            await connection.execute(sa.text("SELECT 1"))

    try:
        with pytest.raises(StoreUnavailable):
            await cut_short()
    finally:
        cluster.start()
    assert await stores.inbox.waiting() == 0
    await stores.close()


@pytest.mark.parametrize("address", ["postgresql+asyncpg://x:y@no-such-host.invalid/z", "postgresql+asyncpg://x:canary@127.0.0.1:1/z"])
async def test_an_address_where_nobody_answers_is_a_store_that_is_unavailable(address, tmp_path):
    pytest.importorskip("asyncpg", reason="the PostgreSQL driver is not installed (uv sync --extra postgres)")
    with pytest.raises(StoreUnavailable) as failure:
        await open_stores(address, tmp_path)
    assert "canary" not in str(failure.value)


# The whole way


@pytest.fixture
async def chat_on_postgres(cluster, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", cluster.new_database())  # the worker reads it, too
    async with wiring.open_core(settings_module.load()) as core:
        yield Chat(core)


@pytest.mark.timeout(120)
async def test_the_whole_way_from_a_file_to_a_finished_job(chat_on_postgres, example, example_frame):
    chat = chat_on_postgres
    await chat.say("", example)
    table = next(r for r in await chat.say("요일별 사고 건수") if isinstance(r, Table))
    assert sum(row[1] for row in table.rows) == len(example_frame)
    job_id = next(r for r in await chat.say("이 데이터 전체 ECLO 예측해줘") if isinstance(r, JobUpdate)).id
    replies = [reply async for reply in chat.core.jobs.follow(chat.scope, job_id)]
    assert any(isinstance(r, FileReply) for r in replies), replies
    await chat.say("이 데이터 삭제해줘")
    await chat.say("네")
    assert await chat.core.stores.datasets.list(chat.scope) == []


async def test_numbers_and_letters_that_databases_dislike_are_kept(chat_on_postgres, tmp_path):
    path = tmp_path / "odd.csv"
    frame = pd.DataFrame({"값": ["1e308", "inf", "-inf", "nan", "2"], "말": ["가\u200b", "😀", "\ufeff", "O'Brien", "null"]})
    frame.to_csv(path, index=False)
    replies = await chat_on_postgres.say("결측치 보여줘 😀", path)
    assert not any(isinstance(r, Failed) for r in replies), replies
    assert "odd.csv" in "".join(r.text for r in replies if isinstance(r, TextDelta))
    assert len(await chat_on_postgres.core.stores.transcripts.turns(chat_on_postgres.scope, last=5)) == 1
