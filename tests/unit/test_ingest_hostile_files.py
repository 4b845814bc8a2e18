"""Files that mean harm or are not what they say, through the confined child process."""

from __future__ import annotations

import asyncio
import hashlib
import io
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from storage.confined import ran_out_of_memory
from storage.errors import UNREADABLE, UnreadableFile
from storage.ingest import Ingested, Limits, ingest, ready

GOOD = "이름,값\n가,1\n나,2\n".encode()
MB = 1024**2


class Room:
    """A folder with one upload in it, and a work folder beside."""

    def __init__(self, root: Path) -> None:
        self.source = root / "upload"
        self.workdir = root / "work"
        self.workdir.mkdir()

    def files(self) -> list[Path]:
        return sorted(p for p in self.source.parent.rglob("*") if p.is_file())

    async def ingest(self, data: bytes, *, name: str = "a.csv", limits: Limits | None = None) -> Ingested:
        self.source.write_bytes(data)
        return await ingest(self.source, name=name, workdir=self.workdir, limits=limits)

    async def refusal(self, data: bytes, limits: Limits | None = None) -> UnreadableFile:
        with pytest.raises(UnreadableFile) as caught:
            await self.ingest(data, limits=limits)
        assert list(self.workdir.iterdir()) == [], "a refused file leaves nothing behind"
        assert set(caught.value.facts) == set(UNREADABLE[caught.value.code])
        return caught.value


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path)


async def test_a_good_file_becomes_one_parquet_with_its_profile(room: Room) -> None:
    done = await room.ingest(GOOD)
    assert (done.sha256, done.size) == (hashlib.sha256(GOOD).hexdigest(), len(GOOD))
    assert pd.read_parquet(done.parquet).to_dict("list") == {"이름": ["가", "나"], "값": [1, 2]}
    assert list(room.workdir.iterdir()) == [done.parquet]
    assert [c.name for c in done.profile.columns] == ["이름", "값"]


async def test_a_name_is_never_a_path(room: Room) -> None:
    done = await room.ingest(GOOD, name="../../x\u202egnp.csv\x00" + "a" * 5_000)
    assert done.parquet.parent == room.workdir
    assert room.files() == [room.source, done.parquet]
    assert len(done.parquet.name) < 60


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, "0" * 200_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"7z\xbc\xaf\x27\x1c" + bytes(64), "zip"),
        (b"%PDF-1.7\n%\xe2\xe3\n1,2,3\n", "pdf"),
        (b"\x7fELF\x02\x01\x01" + bytes(64), "executable"),
        (b"MZ\x90\x00\x03\x00\x00\x00" + bytes(64), "executable"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "image"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(64), "image"),
        (bytes(range(32)) * 100, "binary"),
        (b"<!DOCTYPE html><html><body>Login</body></html>", "html"),
    ],
)
async def test_a_csv_that_is_something_else_is_refused_by_its_bytes(room: Room, data: bytes, kind: str) -> None:
    # Whatever it is called: the refusal must not depend on the name.
    error = await room.refusal(data)
    assert (error.code, error.facts) == ("file_not_text", {"looks_like": kind})


async def test_one_byte_too_many_is_refused_before_anything_is_read(room: Room) -> None:
    error = await room.refusal(b"a,b\n" + b"1" * (50 * MB - 3))
    assert (error.code, error.facts) == ("file_too_large", {"limit_mb": 50})


async def test_200_000_columns_are_refused(room: Room) -> None:
    header = ",".join(f"c{i}" for i in range(200_000))
    error = await room.refusal(f"{header}\n{',' * 199_999}\n".encode())
    assert (error.code, error.facts) == ("file_too_many_columns", {"limit": 2_000, "found": 200_000})


@pytest.mark.parametrize(("before", "megabytes", "line"), [(b"", 100, 1), (b"a,b\n1,2\n", 40, 3), (b'a,b\n1,"', 40, 2)])
async def test_a_huge_field_is_refused(room: Room, before: bytes, megabytes: int, line: int) -> None:
    error = await room.refusal(before + b"x" * (megabytes * MB) + b",1\n", Limits(max_bytes=200 * MB))
    assert (error.code, error.facts) == ("file_field_too_long", {"line": line, "limit_kb": 1_000})


async def test_a_file_that_takes_too_long_is_stopped(room: Room) -> None:
    error = await room.refusal(b"a,b\n" + b"1,2\n" * 1_000_000, Limits(seconds=0.3))
    assert error.code == "file_took_too_long"


async def test_a_file_that_eats_memory_is_stopped(room: Room) -> None:
    cells = "\n".join(f"{i:07d}x,{i * 7919:011d}y" for i in range(1_000_000))
    error = await room.refusal(f"a,b\n{cells}\n".encode(), Limits(memory_bytes=500 * MB))
    assert error.code == "file_too_much_memory"


async def test_an_upload_called_off_leaves_nothing(room: Room) -> None:
    task = asyncio.create_task(room.ingest(b"a,b\n" + b"1,2\n" * 10_000_000))
    await asyncio.sleep(0.3)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert list(room.workdir.iterdir()) == []


def test_the_child_inherits_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "canary-1")
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:canary-2@h/d")
    assert "canary" not in " ".join(ready.child_environment().values())


async def test_a_child_that_waits_reads_one_file_within_limits_and_another_takes_its_place(room: Room) -> None:
    ready.keep_ready()
    try:
        await ready.wait_until_ready()
        first, second = await room.ingest(b"a,b\n1,2\n"), await room.ingest(GOOD.decode().encode("cp949"))
        assert ([c.name for c in first.profile.columns], second.profile.encoding) == (["a", "b"], "cp949")
        second.parquet.unlink()
        first.parquet.unlink()
        error = await room.refusal(b"a,b\n" + b"1,2\n" * 4_000_000, Limits(memory_bytes=300 * MB))
        assert error.code == "file_too_much_memory"
        assert (await room.ingest(GOOD)).profile.rows == 2
    finally:
        await ready.let_go()


@pytest.mark.parametrize(
    "last_words",
    [
        "MemoryError",
        "pyarrow.lib.ArrowMemoryError: realloc of size 268435456 failed: Cannot allocate memory",
        "pyarrow.lib.ArrowException: Unknown error: Failed to launch worker thread: Resource temporarily unavailable",
        "RuntimeError: can't start new thread",
        "terminate called after throwing an instance of 'std::bad_alloc'",
    ],
)
def test_memory_that_ran_out_is_known_by_the_words_of_each_library(last_words: str) -> None:
    assert ran_out_of_memory(1, f"Traceback (most recent call last):\n{last_words}\n".encode())
    assert not ran_out_of_memory(1, b"Traceback (most recent call last):\nKeyError: 'columns'\n")


async def test_after_an_upload_that_outlasts_the_program_no_child_waits() -> None:
    ready.keep_ready()
    try:
        async with ready.reader():
            await ready.let_go()
        assert ready._bench.child is None
    finally:
        await ready.let_go()


async def test_a_child_that_died_while_it_waited_is_replaced(room: Room) -> None:
    ready.keep_ready()
    try:
        waiting = ready._bench.child
        assert waiting is not None
        process = await waiting
        process.kill()
        await process.wait()
        assert (await room.ingest(GOOD)).profile.rows == 2
    finally:
        await ready.let_go()
