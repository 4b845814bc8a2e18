"""The child process of an upload: reads one file within limits, writes one Parquet file, says how it went as JSON.

python -m storage.ingest._child SOURCE TARGET LIMITS-JSON OPTIONS-JSON
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from storage.errors import UnreadableFile
from storage.ingest.limits import Limits
from storage.ingest.options import Options

_THREADS = 4


class _NoPandas:
    """Keeps pandas out: pyarrow imports it for the first plain number it is given, which takes longer than reading most files."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError("not needed here", name=name)


def main(source: str, target: str, raw_limits: str, raw_options: str) -> int:
    sys.meta_path.insert(0, _NoPandas())
    limits = Limits(**json.loads(raw_limits))
    confine(limits)
    try:
        answer = read(Path(source), Path(target), limits, Options.from_json(json.loads(raw_options)))
    except UnreadableFile as error:
        answer = {"ok": False, "code": error.code, "facts": error.facts}
    except MemoryError:  # pyarrow's is a subclass
        answer = {"ok": False, "code": "file_too_much_memory", "facts": {}}
    json.dump(answer, sys.stdout)
    return 0


def confine(limits: Limits) -> None:
    """Address space, CPU time, size of written files, open files and core dumps, as far as this system can."""
    try:
        import resource
    except ImportError:  # Windows: the parent's clock still stands
        return
    cpu = int(limits.seconds) + 1
    wanted = (
        ("RLIMIT_AS", limits.memory_bytes),
        ("RLIMIT_CPU", cpu),
        ("RLIMIT_FSIZE", 20 * limits.max_bytes),
        ("RLIMIT_NOFILE", 64),
        ("RLIMIT_CORE", 0),
    )
    for name, value in wanted:
        kind = getattr(resource, name, None)
        if kind is None:
            continue
        hard = resource.getrlimit(kind)[1]
        allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
        try:
            resource.setrlimit(kind, (allowed, allowed))
        except (ValueError, OSError):  # macOS refuses RLIMIT_AS
            continue


def read(source: Path, target: Path, limits: Limits, options: Options) -> dict[str, Any]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from storage.ingest.profiling import read_table

    pa.set_cpu_count(min(_THREADS, os.cpu_count() or 1))
    with source.open("rb") as file:
        data = file.read(limits.max_bytes + 1)
    if len(data) > limits.max_bytes:  # it grew since it was looked at
        raise UnreadableFile("file_too_large", limit_mb=limits.max_bytes // 1024**2)
    table, profile = read_table(data, limits, options)
    repeating = [c.name for c in profile.all_columns if c.unique * 2 < profile.rows]  # a dictionary of the others would be as long as they
    pq.write_table(table, target, compression="zstd", compression_level=1, use_dictionary=repeating)
    return {"ok": True, "profile": profile.to_json()}


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
