"""The dataset of this channel that a name means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from storage.datasets import Dataset
from tools._context import ToolContext
from tools._errors import NoDataset, Refused
from tools._text import Text

_UNKNOWN = Text(
    ko="‘{name}’ 데이터를 찾지 못했어요. 쓸 수 있는 데이터: {available}",
    en="There is no dataset “{name}”. Available: {available}",
)
_SEVERAL = Text(
    ko="‘{name}’에 맞는 데이터가 여러 개예요: {available}. 어느 것인가요?",
    en="Several datasets fit “{name}”: {available}. Which one?",
)
_LISTED = 5


async def wanted(ctx: ToolContext, name: str | None) -> Dataset:
    """The dataset of this channel that `name` means; the thread's current one when there is none. Raises NoDataset, Refused."""
    found = ctx.need_dataset() if name is None else find_dataset(name, await ctx.stores.datasets.list(ctx.scope))
    ctx.used.add(found.id)
    return found


def find_dataset(name: str, datasets: Sequence[Dataset]) -> Dataset:
    """The dataset that `name` means: by id, exact name, name without case or ending, part of a name, then a typo.

    Of several with the very same name the newest is meant. Raises NoDataset when there are none at all, and
    Refused (unknown_dataset, ambiguous_dataset) naming the candidates.
    """
    if not datasets:
        raise NoDataset
    wanted = _plain(name)
    tests = (
        lambda d: d.id == name,
        lambda d: d.name == name,
        lambda d: _plain(d.name) == wanted,
        lambda d: bool(wanted) and wanted in _plain(d.name),
        lambda d: _similar(wanted, _plain(d.name)),
    )
    for fits in tests:
        found = [d for d in datasets if fits(d)]
        if len({d.name for d in found}) == 1:
            return max(found, key=lambda d: d.created_at)
        uploads = [d for d in found if not d.lineage]
        if len({d.name for d in uploads}) == 1:  # not what was made of it and carries its name
            return max(uploads, key=lambda d: d.created_at)
        if found:
            raise _refused("ambiguous_dataset", _SEVERAL, name, found)
    raise _refused("unknown_dataset", _UNKNOWN, name, datasets)


def _refused(code: str, text: Text, name: str, datasets: Sequence[Dataset]) -> Refused:
    names = list(dict.fromkeys(d.name for d in datasets))
    available = ", ".join(f"`{shown(n)}`" for n in names[:_LISTED]) + (", …" if len(names) > _LISTED else "")
    return Refused(code, text, choices=names, name=shown(name), available=available)


def _plain(name: str) -> str:
    stem = re.sub(
        r"\.(csv|tsv|txt|xlsx?|jsonl?|ndjson|parquet)(\.gz)?$", "", unicodedata.normalize("NFKC", name).strip(), flags=re.IGNORECASE
    )
    return re.sub(r"[\s_\-./()]+", "", stem).casefold()


def _similar(wanted: str, name: str) -> bool:
    from rapidfuzz import fuzz

    return fuzz.ratio(wanted, name) >= 84


def shown(name: str) -> str:
    """A dataset's name as it stands in a sentence: one line, no backtick, at most 60 characters."""
    line = " ".join(name.split()).replace("`", "'")
    return line if len(line) <= 60 else line[:59] + "…"
