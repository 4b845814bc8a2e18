"""The child process of an upload: reads one file within limits, writes one Parquet file, says how it went as JSON.

python -m storage.ingest._child < {"source", "target", "limits", "options"}

It does its imports before it reads its request, so it can be started ahead of it.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from pathlib import Path
from typing import Any

from storage.confined import confine
from storage.errors import UnreadableFile
from storage.ingest.limits import Limits
from storage.ingest.options import Options


class _NoPandas:
    """Keeps pandas out: pyarrow imports it for the first plain number it is given, which takes longer than reading most files."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError("not needed here", name=name)


def main() -> int:
    sys.meta_path.insert(0, _NoPandas())
    gc.disable()  # one file, and then it is over
    prepare()
    sys.stdout.write("\n\n")  # ready (see storage.ingest.ready)
    sys.stdout.flush()
    raw = sys.stdin.buffer.read()
    if not raw:
        return 0
    request = json.loads(raw)
    limits = Limits(**request["limits"])
    confine_to(limits)
    try:
        answer = read(Path(request["source"]), Path(request["target"]), limits, Options.from_json(request["options"]))
    except UnreadableFile as error:
        answer = {"ok": False, "code": error.code, "facts": error.facts}
    except MemoryError:  # pyarrow's is a subclass
        answer = {"ok": False, "code": "file_too_much_memory", "facts": {}}
    json.dump(answer, sys.stdout)
    return 0


def prepare() -> None:
    """Everything that is imported or set up once, by reading a table of two cells."""
    import pyarrow as pa
    import pyarrow.parquet

    from storage.ingest import threads
    from storage.ingest.profiling import read_values

    pa.set_cpu_count(threads.count())
    read_values("날짜,값\n2022-01-01,가\n".encode(), Limits())


def confine_to(limits: Limits) -> None:
    """Address space, CPU time, size of written files, open files and core dumps."""
    confine(
        {
            "RLIMIT_AS": limits.memory_bytes,
            "RLIMIT_CPU": int(limits.seconds) + 1,
            "RLIMIT_FSIZE": 20 * limits.max_bytes,
            "RLIMIT_NOFILE": 64,
            "RLIMIT_CORE": 0,
        }
    )


def read(source: Path, target: Path, limits: Limits, options: Options) -> dict[str, Any]:
    from storage.ingest.profiling import read_values
    from storage.ingest.write import write

    with source.open("rb") as file:
        data = file.read(limits.max_bytes + 1)
    if len(data) > limits.max_bytes:  # it grew since it was looked at
        raise UnreadableFile("file_too_large", limit_mb=limits.max_bytes // 1024**2)
    values, profile = read_values(data, limits, options)
    write(values, profile, target)
    return {"ok": True, "profile": profile.to_json()}


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)  # the answer is out, and taking everything apart takes time
