"""LightGBM, without scikit-learn where nobody has imported that yet.

LightGBM offers estimators to scikit-learn where that is installed, and importing it is most of what importing LightGBM costs (1.7 s of CPU
instead of 0.7). Nothing here uses them. A first prediction and each worker wait for this import.
"""

from __future__ import annotations

import importlib
import platform
import sys
import threading
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

_UNUSED = "sklearn"
# Elsewhere (ARM with an old C library) scikit-learn's OpenMP must be loaded before LightGBM's, or it can't be loaded any more:
# https://github.com/lightgbm-org/LightGBM/issues/6509
_ANY_ORDER = ("x86_64", "AMD64")


class _Without:
    """Says to the thread that made it that scikit-learn is not there. Other threads may be importing it for a tool."""

    def __init__(self) -> None:
        self._thread = threading.get_ident()

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name == _UNUSED and threading.get_ident() == self._thread:
            raise ModuleNotFoundError(f"{name} is not needed here", name=name)
        return None


def prepare() -> None:
    """Import the package `lightgbm`; without its estimators for scikit-learn, unless that was there before."""
    if "lightgbm" in sys.modules or platform.machine() not in _ANY_ORDER:
        return
    without: Any = _Without()
    sys.meta_path.insert(0, without)
    try:
        importlib.import_module("lightgbm")
    finally:
        sys.meta_path.remove(without)
