"""A server that speaks as much of S3 as blobs need: put, get and delete of an object, over real HTTP."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class FakeS3:
    """`with FakeS3() as server`: `url` is its endpoint, `objects` maps "bucket/key" to bytes; `broken` answers 500."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.broken = False
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_PUT(self) -> None:
                body = self._body()
                if not fake.broken:
                    fake.objects[self._name()] = body
                self._answer(500 if fake.broken else 200)

            def do_GET(self) -> None:
                data = fake.objects.get(self._name())
                if fake.broken:
                    self._answer(500)
                elif data is None:
                    self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
                else:
                    self._answer(200, data)

            def do_DELETE(self) -> None:
                fake.objects.pop(self._name(), None)
                self._answer(204)

            def _name(self) -> str:
                return self.path.split("?")[0].lstrip("/")

            def _body(self) -> bytes:
                if "chunked" not in self.headers.get("transfer-encoding", "") and "aws-chunked" not in self.headers.get(
                    "content-encoding", ""
                ):
                    return self.rfile.read(int(self.headers.get("content-length", 0)))
                raw = b""
                if self.headers.get("transfer-encoding") == "chunked":
                    while size := int(self.rfile.readline(), 16):
                        raw += self.rfile.read(size)
                        self.rfile.readline()
                    self.rfile.readline()
                else:
                    raw = self.rfile.read(int(self.headers["content-length"]))
                body = b""  # aws-chunked: SIZE\r\n DATA \r\n ... 0\r\n trailers
                while raw:
                    head, _, rest = raw.partition(b"\r\n")
                    size = int(head.split(b";")[0], 16)
                    if not size:
                        break
                    body, raw = body + rest[:size], rest[size + 2 :]
                return body

            def _answer(self, status: int, body: bytes = b"") -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> FakeS3:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
