"""Predictions that are told are kept, so that their outcome can be recorded later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools._context import ToolContext
from tools.predict._inputs import Understood

if TYPE_CHECKING:
    from model.prediction import Prediction


def remember(got: Understood, prediction: Prediction, ctx: ToolContext) -> str:
    """Store a prediction with its model version, its inputs and who asked; its id. Raises StoreUnavailable."""
    return ctx.wait(
        ctx.stores.predictions.add(
            ctx.scope,
            turn=ctx.turn,
            model=prediction.model_version,
            inputs=got.inputs,
            eclo=prediction.eclo,
            low=prediction.low,
            high=prediction.high,
            band=prediction.band,
            worst=prediction.worst,
        )
    )
