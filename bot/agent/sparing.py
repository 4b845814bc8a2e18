"""LangGraph without what it brings along and this program never calls: the client of LangGraph's platform, and the many models of
LangSmith's API. Importing those two packages is a quarter of the import, and the first answer waits for it.
"""

from __future__ import annotations

import importlib
import sys
import threading
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

UNUSED = ("langgraph_sdk", "langsmith.types")


class _Later(ModuleType):
    """A package whose `__init__` runs when something of it is first asked for. Its modules can be imported before."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # Python itself, looking at any module; it must not wake it
            raise AttributeError(name)
        with vars(self)["_waking"]:
            loader = vars(self).pop("_loader", None)
            if loader is not None:
                try:
                    loader.exec_module(self)
                except BaseException:
                    vars(self)["_loader"] = loader
                    raise
        try:
            return vars(self)[name]
        except KeyError:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}") from None


class _LaterLoader:
    def __init__(self, loader: Any) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Later(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        vars(module).update(_loader=self._loader, _waking=threading.RLock(), __loader__=self._loader)
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader


class _Finder:
    def __init__(self, packages: Sequence[str]) -> None:
        self._packages = packages

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path, target) if name in self._packages else None
        if spec is not None:
            loader: Any = _LaterLoader(spec.loader)
            spec.loader = loader
        return spec


def imported(name: str, *later: str) -> Any:
    """The module `name`, imported so that the packages `later` run their `__init__` only when something of them is used."""
    finder: Any = _Finder(later)
    sys.meta_path.insert(0, finder)
    try:
        return importlib.import_module(name)
    finally:
        sys.meta_path.remove(finder)


def langgraph() -> Any:
    """The module `langgraph.graph`."""
    return imported("langgraph.graph", *UNUSED)
