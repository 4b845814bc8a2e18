"""The model in use, wherever it came from: the bundle that came with the program, or a run that was promoted."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from storage.stores import Stores

if TYPE_CHECKING:
    from model.predict import Predictor


class Shelf:
    """Gives the predictor of the model in use. It is asked anew before every message and job, so that a promotion takes effect in
    every process without a restart; the model itself is loaded at its first use, from any thread, and kept."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores
        self._lock = threading.Lock()
        self._wanted = ""  # key of the packed bundle; "" is the shipped one
        self._loaded: tuple[str, Predictor] | None = None

    async def refresh(self) -> None:
        """Look which model is in use. Raises StoreUnavailable."""
        run = await self._stores.runs.in_use()
        self._wanted = "" if run is None else run.bundle

    def __call__(self) -> Predictor:
        """The predictor of the model in use. Raises BundleInvalid when it was altered, NotFound when it is gone."""
        with self._lock:
            wanted = self._wanted
            if self._loaded is None or self._loaded[0] != wanted:
                self._loaded = wanted, _load(wanted, self._stores)
            return self._loaded[1]


def _load(key: str, stores: Stores) -> Predictor:
    from model.archive import load_packed
    from model.predict import Predictor

    return load_packed(stores.blobs.path(key)) if key else Predictor.load()
