"""What a tool may touch: the hidden `ctx` of every tool."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from storage.datasets import Dataset
from storage.scope import Scope
from storage.stores import Stores
from tools._columns import match_column
from tools._errors import Cancelled, NoDataset
from tools._text import Language, Text

if TYPE_CHECKING:
    import pandas as pd

    from model.predict import Predictor
    from tools._exporter import Exporter
    from tools._where import Condition

T = TypeVar("T")


@dataclass
class Progress:
    """How far a job is. The tool calls it often; it is cheap, and raises Cancelled once the user has stopped the job.

    `lines` are what the job tells on its way, in the user's language (see ToolContext.note).
    """

    done: int = 0
    total: int = 0
    lines: list[str] = field(default_factory=list)
    cancelled: threading.Event = field(default_factory=threading.Event)

    def __call__(self, done: int, total: int) -> None:
        self.done, self.total = done, total
        if self.cancelled.is_set():
            raise Cancelled


@dataclass(frozen=True)
class MapSettings:
    tile_url: str
    tile_attribution: str
    tile_user_agent: str


@dataclass
class ToolContext:
    """Scope, stores, clock, language and progress of one tool call.

    A plain (not async) tool runs in a thread and may block; `wait` runs a coroutine of the stores for it.
    """

    scope: Scope
    language: Language
    now: datetime
    stores: Stores
    predictor: Callable[[], Predictor]
    maps: MapSettings
    registry: Any = None
    dataset: Dataset | None = None
    turn: str = ""
    job_id: str | None = None
    front: str = "terminal"
    exporter: Exporter | None = None  # where training runs are shown outside the bot, when that is set up
    admin: bool = True  # whether this person may change what everybody uses
    where: Sequence[Condition] = ()
    rows_used: int | None = None
    absent: dict[str, list[Any]] = field(default_factory=dict)  # values that `where` lists and no row has, by column
    progress: Progress = field(default_factory=Progress)
    loop: asyncio.AbstractEventLoop | None = None
    used: set[str] = field(default_factory=set)  # ids of the datasets that were asked for: what is made of them goes with them

    def need_dataset(self) -> Dataset:
        """The dataset this thread talks about. Raises NoDataset."""
        if self.dataset is None:
            raise NoDataset
        self.used.add(self.dataset.id)
        return self.dataset

    def column(self, name: str) -> str:
        """The dataset's column that `name` means (case, spaces and a typo forgiven). Raises Refused with the closest names."""
        return match_column(name, [c.name for c in self.need_dataset().profile.all_columns])

    def frame(self, columns: Sequence[str] | None = None, *, coded: bool = False) -> pd.DataFrame:
        """The current dataset, or only some of its columns (exact names, derived ones too).

        Where the call has conditions, only the rows that meet them, with their position in the whole as index. `coded` as in `read`, where
        there are none. Raises Refused.
        """
        wanted = [c.name for c in self.need_dataset().profile.columns] if columns is None else list(columns)
        if not self.where:
            return self.read(wanted, coded=coded)
        from tools._where import select

        frame = select(self, wanted, self.where)
        self.rows_used = len(frame)
        return frame

    def read(self, columns: Sequence[str], *, coded: bool = False) -> pd.DataFrame:
        """Columns of the current dataset, all rows, from Parquet.

        `coded` gives text as categories (in no order, and with no row's text made), which is several times as fast to read and to group.
        """
        path = self.stores.blobs.path(self.need_dataset().parquet)
        if coded:
            import pyarrow.parquet as pq

            text = [c.name for c in self.need_dataset().profile.all_columns if c.name in columns and c.kind in ("text", "category")]
            frame: pd.DataFrame = pq.read_table(path, columns=list(columns), read_dictionary=text).to_pandas()
            return frame
        import pandas as pd

        return pd.read_parquet(path, columns=list(columns))

    @property
    def source(self) -> str:
        """What a picture names as its source: the dataset, and which rows of it."""
        name = self.need_dataset().name
        if not self.where:
            return name
        from tools._where import said

        return f"{name} · {said(self, self.where)}".replace("`", "")

    def say(self, text: Text, **fields: object) -> str:
        return text.say(self.language, **fields)

    def note(self, text: Text, **fields: object) -> None:
        """A line of a job's log, shown while it runs."""
        self.progress.lines.append(self.say(text, **fields))

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """From a plain tool's thread: run a coroutine on the loop and wait for it."""
        assert self.loop is not None, "this context has no event loop"
        return asyncio.run_coroutine_threadsafe(work, self.loop).result()
