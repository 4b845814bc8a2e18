"""What a drawing tool gets to draw from: one dataset in a file of its own."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pandas as pd

from storage.datasets import Dataset
from storage.profile import Column, Profile, Roles
from storage.scope import Scope
from tools._context import MapSettings, ToolContext


class OneFile:
    """Stands for the blob store: the key is the file's path."""

    def path(self, key: str) -> Path:
        return Path(key)


def kind_of(values: pd.Series) -> str:
    if values.notna().sum() == 0:
        return "empty"
    if pd.api.types.is_datetime64_any_dtype(values):
        return "date"
    if pd.api.types.is_bool_dtype(values):
        return "boolean"
    if pd.api.types.is_integer_dtype(values):
        return "integer"
    return "number" if pd.api.types.is_float_dtype(values) else "category"


NO_TILES = MapSettings("", "", "")


def context(
    frame: pd.DataFrame,
    folder: Path,
    language: str = "ko",
    name: str = "시험 자료.csv",
    roles: Roles | None = None,
    maps: MapSettings = NO_TILES,
) -> ToolContext:
    path = folder / "data.parquet"
    frame.to_parquet(path)
    columns = [Column(c, kind_of(frame[c]), int(frame[c].isna().sum()), int(frame[c].nunique())) for c in frame]
    profile = Profile(rows=len(frame), columns=columns, encoding="utf-8", delimiter=",", roles=roles or Roles())
    dataset = Dataset("d1", name, "U1", "T1", "o", str(path), "0" * 64, 1, profile, datetime(2026, 1, 1))
    return ToolContext(
        scope=Scope("W", "C", "T1", "U1"),
        language=language,
        now=datetime(2026, 1, 1),
        stores=SimpleNamespace(blobs=OneFile()),
        predictor=None,
        maps=maps,
        dataset=dataset,
    )
