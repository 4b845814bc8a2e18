"""Bytes by key, in a folder and in S3: the same promises for both."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes.s3 import FakeS3
from hypothesis import given
from hypothesis import strategies as st

from storage.blobs import Blobs, FileBlobs
from storage.errors import NotFound, StoreUnavailable
from storage.s3 import S3Blobs


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeS3]:
    for name, value in (("AWS_ACCESS_KEY_ID", "x"), ("AWS_SECRET_ACCESS_KEY", "y"), ("AWS_DEFAULT_REGION", "ap-northeast-2")):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with FakeS3() as server:
        yield server


@pytest.fixture(params=["folder", "s3"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path, s3: FakeS3) -> Blobs:
    if request.param == "folder":
        return FileBlobs(tmp_path / "blobs")
    return S3Blobs(f"s3://bucket/some/prefix?endpoint={s3.url}", tmp_path / "cache")


def test_what_was_put_is_there_and_equal_bytes_are_one_blob(blobs: Blobs, tmp_path: Path) -> None:
    key = blobs.put(b"data", ".csv")
    assert blobs.path(key).read_bytes() == b"data"
    source = tmp_path / "source"
    source.write_bytes(b"data")
    assert blobs.put_file(source, ".csv") == key
    assert not source.exists()


def test_what_was_deleted_is_gone_and_deleting_twice_is_fine(blobs: Blobs) -> None:
    key = blobs.put(b"data")
    blobs.delete(key)
    blobs.delete(key)
    with pytest.raises(NotFound):
        blobs.path(key)


@pytest.mark.parametrize("key", ["../../etc/passwd", "", "a", "A" * 64, "0" * 64 + "/x", "0" * 64 + ".csv/.."])
def test_a_key_that_is_no_hash_leads_nowhere(blobs: Blobs, key: str) -> None:
    with pytest.raises(NotFound):
        blobs.path(key)


def test_another_machine_reads_from_s3_what_one_has_put(s3: FakeS3, tmp_path: Path) -> None:
    address = f"s3://bucket/prefix?endpoint={s3.url}"
    key = S3Blobs(address, tmp_path / "one").put(b"\x00\xff" * 50_000, ".parquet")
    assert list(s3.objects) == [f"bucket/prefix/{key}"]
    assert S3Blobs(address, tmp_path / "two").path(key).read_bytes() == b"\x00\xff" * 50_000


def test_s3_that_fails_is_said_to_be_unavailable_and_leaves_no_half_file(s3: FakeS3, tmp_path: Path) -> None:
    address = f"s3://bucket?endpoint={s3.url}"
    key = S3Blobs(address, tmp_path / "one").put(b"data")
    s3.broken = True
    other = S3Blobs(address, tmp_path / "two")
    with pytest.raises(StoreUnavailable):
        other.path(key)
    assert [p for p in (tmp_path / "two").rglob("*") if p.is_file()] == []
    s3.broken = False
    assert other.path(key).read_bytes() == b"data"


@given(st.binary(max_size=200), st.sampled_from(["", ".csv", ".png"]))
def test_any_bytes_come_back_as_they_were(tmp_path_factory: pytest.TempPathFactory, data: bytes, suffix: str) -> None:
    blobs = FileBlobs(tmp_path_factory.mktemp("b"))
    assert blobs.path(blobs.put(data, suffix)).read_bytes() == data
