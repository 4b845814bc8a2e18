"""The model in use, wherever it came from: the bundle that came with the program, or a run that was promoted."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from bot.errors import ModelInUseBroken, describe
from model.errors import BundleInvalid
from storage.blobs import Blobs
from storage.errors import NotFound
from storage.runs import Run
from storage.stores import Stores
from tools._text import Language

if TYPE_CHECKING:
    from model.predict import Predictor

log = logging.getLogger(__name__)


class Shelf:
    """Gives the predictor of the model in use. It is asked anew before every message and job, so that a promotion takes effect in
    every process without a restart; the model itself is loaded at its first use, from any thread, and kept."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores
        self._lock = threading.Lock()
        self._wanted: Run | None = None  # None: the shipped bundle
        self._loaded: tuple[str, Predictor] | None = None  # the key of its packed bundle, "" for the shipped one

    async def refresh(self) -> None:
        """Look which model is in use. Raises StoreUnavailable."""
        self._wanted = await self._stores.runs.in_use()

    def __call__(self) -> Predictor:
        """The predictor of the model in use. Raises ModelInUseBroken when its bundle is gone, altered or of another format,
        BundleInvalid when the shipped one is, StoreUnavailable."""
        with self._lock:
            run = self._wanted
            key = "" if run is None else run.bundle
            if self._loaded is None or self._loaded[0] != key:
                self._loaded = key, load(run, self._stores.blobs)
            return self._loaded[1]


def why_not_start(language: Language) -> str | None:
    """What is wrong with the bundle that came with the program, in one line, or None: a program that answers doesn't start with it.

    A run in use that is broken is no reason not to start, for it can be rolled back by whoever talks to the bot.
    """
    from model.bundle import champion, verify

    try:
        verify(champion())
    except BundleInvalid as error:
        place = [str(error.facts[name]) for name in ("path", "file") if name in error.facts]
        return f"{describe(error, language).text} ({'/'.join(place)})"
    return None


def load(run: Run | None, blobs: Blobs) -> Predictor:
    """The predictor of a promoted run, or (None) of the shipped bundle. Raises as Shelf does."""
    from model.archive import load_packed
    from model.predict import Predictor

    if run is None:
        return Predictor.load()
    try:
        return load_packed(blobs.path(run.bundle), run.sha256)
    except (BundleInvalid, NotFound) as error:
        log.error("the model in use, %s (run %s), can't be loaded: %s", run.name, run.id, error)
        raise ModelInUseBroken(run.name) from error
