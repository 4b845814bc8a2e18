"""Maps: from a frame and a question to a picture."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tools._errors import MissingInput, Refused
from tools.draw import _mapwords as words
from tools.draw._areas import areas_map
from tools.draw._figure import Picture
from tools.draw._mapquestion import MapQuestion
from tools.draw._points import points_map
from tools.draw._words import OPERATIONS

if TYPE_CHECKING:
    import pandas as pd

    from storage.profile import Roles
    from tools._context import MapSettings


def settle(question: MapQuestion, roles: Roles) -> MapQuestion:
    """Fill in what was left open from the roles of the columns: points where there are coordinates, else areas.

    Raises Refused saying which columns a map needs, MissingInput when an average is asked for without a column.
    """
    latitude, longitude = question.latitude or roles.latitude, question.longitude or roles.longitude
    if question.operation not in (None, "count") and question.value is None:
        name = OPERATIONS[question.operation or "count"].say(question.language)
        understood = {"kind": question.kind, "place": question.place, "operation": question.operation}
        given = {k: v for k, v in understood.items() if v is not None}
        choices = [c for c in question.numbers if c not in (latitude, longitude)][:8]
        raise MissingInput(words.NEED_VALUE, ["value"], given, choices, operation=name)
    both = latitude is not None and longitude is not None
    kind = question.kind
    if kind == "auto":
        averaged = question.operation is not None
        kind = "areas" if question.place or averaged or not both else "points"
    if kind == "points":
        if not both:
            raise Refused("needs_coordinates", words.NEED_PAIR if question.latitude or question.longitude else words.NO_COORDINATES)
        return replace(question, kind="points", latitude=latitude, longitude=longitude, place=None)
    place = question.place or roles.place
    if place is None and not both:
        raise Refused("needs_coordinates", words.NO_COORDINATES)
    if place is not None:
        return replace(question, kind="areas", place=place, latitude=None, longitude=None, label=None)
    return replace(question, kind="areas", latitude=latitude, longitude=longitude, label=None)


def draw(frame: pd.DataFrame, question: MapQuestion, settings: MapSettings | None) -> Picture:
    """Draw a settled question. `frame` has `question.columns`; `settings` None: no tiles. Raises Refused when nothing can be drawn."""
    if question.kind == "areas":
        return areas_map(frame, question)
    return points_map(frame, question, settings)
