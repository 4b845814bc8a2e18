"""Where a dataset comes from: the datasets it was made from, and how.

A lineage is plain JSON: {"parents": [{"id", "name", "lineage"}, ...], "steps": [{"tool", ...}, ...]}. That of an upload is {}.
Each parent carries its own, so the way back to the uploads is known even after a parent was deleted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from storage.datasets import Dataset

Lineage = dict[str, Any]


def made_from(*parents: Dataset, tool: str, **facts: Any) -> Lineage:
    """The lineage of a dataset made from `parents` in one step: the tool's name and whatever JSON tells what it did."""
    return {
        "parents": [{"id": d.id, "name": d.name, "lineage": dict(d.lineage)} for d in parents],
        "steps": [{"tool": tool, **facts}],
    }


def parent_ids(lineage: Mapping[str, Any]) -> list[str]:
    return [str(parent["id"]) for parent in lineage.get("parents", [])]


def uploads(lineage: Mapping[str, Any], name: str) -> list[str]:
    """The names of the uploads it all began with; `name` itself where it was made from nothing."""
    parents = lineage.get("parents", [])
    if not parents:
        return [name]
    found = [upload for parent in parents for upload in uploads(parent.get("lineage", {}), str(parent["name"]))]
    return list(dict.fromkeys(found))


def trail(lineage: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Every step from the uploads to this dataset, the oldest first."""
    earlier = [step for parent in lineage.get("parents", []) for step in trail(parent.get("lineage", {}))]
    return [*earlier, *lineage.get("steps", [])]
