"""Predictions that are told are kept, so that their outcome can be recorded later."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from storage.predictions import Told
from tools._context import ToolContext
from tools.predict._inputs import Understood

if TYPE_CHECKING:
    from model.prediction import Prediction


def remember(got: Understood, prediction: Prediction, ctx: ToolContext) -> str:
    """Store a prediction with its model version, its inputs and who asked; its id. Raises StoreUnavailable."""
    return remember_all([(got, prediction)], ctx)[0]


def remember_all(made: Sequence[tuple[Understood, Prediction]], ctx: ToolContext) -> list[str]:
    """Store predictions of one answer, all or none; their ids, in order. Raises StoreUnavailable."""
    return ctx.wait(ctx.stores.predictions.add_all(ctx.scope, turn=ctx.turn, told=[_told(*each) for each in made]))


def _told(got: Understood, prediction: Prediction) -> Told:
    return {
        "model": prediction.model_version,
        "inputs": got.inputs,
        "eclo": prediction.eclo,
        "low": prediction.low,
        "high": prediction.high,
        "band": prediction.band,
        "worst": prediction.worst,
    }
