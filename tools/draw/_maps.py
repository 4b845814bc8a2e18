"""Maps: from a frame and a question to a picture."""

from __future__ import annotations

import re
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

_PLAIN = re.compile(r"[\s_()]+")
# names of columns that hold nothing but a 구 or a 동
_DISTRICTS = ("구", "구군", "군구", "자치구", "구군명", "자치구명", "시군구", "시군구명", "군", "district", "gu")
_NEIGHBOURHOODS = ("동", "법정동", "법정동명", "읍면동", "읍면동명", "행정동", "행정동명", "neighbourhood", "neighborhood", "dong")


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
        kind = "areas" if question.place or averaged or not both else "auto"
    if kind != "areas":
        if not both and roles.place is not None and not (question.latitude or question.longitude):
            raise Refused("needs_coordinates", words.ONLY_NAMES, place=roles.place)
        if not both:
            raise Refused("needs_coordinates", words.NEED_PAIR if question.latitude or question.longitude else words.NO_COORDINATES)
        return replace(question, kind=kind, latitude=latitude, longitude=longitude, place=None)
    place, within = _places(question, roles)
    if place is None and not both:
        raise Refused("needs_coordinates", words.NO_COORDINATES)
    shallow = question.place is None and question.level == "neighbourhood" and _plain(place) in _DISTRICTS
    if place is not None and not (shallow and both):
        return replace(question, kind="areas", place=place, within=within, latitude=None, longitude=None, label=None)
    return replace(question, kind="areas", latitude=latitude, longitude=longitude, label=None)


def _plain(name: str | None) -> str:
    return _PLAIN.sub("", name or "").lower()


def _places(question: MapQuestion, roles: Roles) -> tuple[str | None, str | None]:
    """(column of places, column of the 구 around them). A 동 in a column of its own is read with the 구 beside it."""
    named = {_plain(name): name for name, kind in question.kinds.items() if kind in ("category", "text")}
    district = next((named[word] for word in _DISTRICTS if word in named), None)
    neighbourhood = next((named[word] for word in _NEIGHBOURHOODS if word in named), None)
    place = question.place or roles.place or neighbourhood or district
    if question.place is None and place == district and neighbourhood and question.level != "district":
        place = neighbourhood
    return place, district if _plain(place) in _NEIGHBOURHOODS and district != place else None


def draw(frame: pd.DataFrame, question: MapQuestion, settings: MapSettings | None) -> Picture:
    """Draw a settled question. `frame` has `question.columns`; `settings` None: no tiles. Raises Refused when nothing can be drawn."""
    if question.kind == "areas":
        return areas_map(frame, question)
    return points_map(frame, question, settings)
