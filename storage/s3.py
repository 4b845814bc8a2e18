"""Blobs in an S3 bucket, with a folder of this machine in front of it. For several machines."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from storage.blobs import FileBlobs
from storage.errors import NotFound, StoreUnavailable

_GONE = {"404", "NoSuchKey", "NotFound"}
SECONDS = 30


class S3Blobs:
    """`address` is s3://BUCKET/PREFIX, with ?endpoint=https://... for a server that is not Amazon's.

    Credentials and region are found by boto3 (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, a role, ...). What was read
    or written here is kept in `cache`; a key is the hash of its bytes, so a kept copy is never out of date.
    """

    def __init__(self, address: str, cache: Path) -> None:
        parts = urlsplit(address)
        self._bucket, self._prefix = parts.netloc, parts.path.strip("/")
        self._endpoint = parse_qs(parts.query).get("endpoint", [None])[0]
        self._cache = FileBlobs(cache)
        self._lock = threading.Lock()
        self._client: Any = None

    def put(self, data: bytes, suffix: str = "") -> str:
        key = self._cache.put(data, suffix)
        self._upload(key)
        return key

    def put_file(self, source: Path, suffix: str = "") -> str:
        key = self._cache.put_file(source, suffix)
        self._upload(key)
        return key

    def path(self, key: str) -> Path:
        try:
            return self._cache.path(key)
        except NotFound:
            pass
        self._cache.fill(key, lambda target: self._download(key, target))
        return self._cache.path(key)

    def delete(self, key: str) -> None:
        self._cache.delete(key)
        self._call("delete_object", Key=self._name(key))

    def _upload(self, key: str) -> None:
        with self._cache.path(key).open("rb") as body:
            self._call("put_object", Key=self._name(key), Body=body)

    def _download(self, key: str, target: Path) -> None:
        answer = self._call("get_object", Key=self._name(key))
        with target.open("wb") as file:
            shutil.copyfileobj(answer["Body"], file)

    def _name(self, key: str) -> str:
        return f"{self._prefix}/{key}" if self._prefix else key

    def _call(self, operation: str, **arguments: Any) -> Any:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return getattr(self._connect(), operation)(Bucket=self._bucket, **arguments)
        except ClientError as error:
            if error.response["Error"]["Code"] in _GONE:
                raise NotFound(key=arguments.get("Key", "")) from error
            raise StoreUnavailable(store="blobs") from error
        except BotoCoreError as error:
            raise StoreUnavailable(store="blobs") from error

    def _connect(self) -> Any:
        with self._lock:
            if self._client is None:
                import boto3
                from botocore.config import Config

                config = Config(connect_timeout=10, read_timeout=SECONDS, retries={"max_attempts": 3, "mode": "standard"})
                self._client = boto3.client("s3", endpoint_url=self._endpoint, config=config)
            return self._client
