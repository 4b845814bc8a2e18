"""A map of the places of a ranking, coloured by what is predicted for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tools._text import Language, Text
from tools.draw._classes import classify, shades
from tools.draw._figure import GAP, number, png
from tools.draw._geo import Level, match_places, outlines
from tools.draw._labels import name_areas
from tools.draw._mapsheet import draw_areas, map_sheet, side_legend
from tools.predict._pictures import AXIS, HONEST

_NOT_RANKED = Text(ko="순위에 없음", en="not ranked")


def rank_map(values: Mapping[str, float], title: str, language: Language, level: Level) -> bytes:
    """`values`: predicted ECLO by 시군구 category ("대구광역시 수성구 범어동", or a 구 alone with level "sigungu")."""
    import shapely

    layer, gus = outlines(level), outlines("sigungu")
    found = match_places(values)
    codes = {code: value for name, value in values.items() if (code := found[name][1 if level == "emd" else 0])}
    index = {area["code"]: i for i, area in enumerate(layer.areas)}
    shown = [code for code in codes if code in index]
    box = shapely.total_bounds(layer.shapes[[index[code] for code in shown]])
    bounds = (float(box[0]), float(box[1]), float(box[2]), float(box[3]))
    paper = map_sheet(bounds, title, (HONEST.say(language),), language=language, settings=None, legend=True)
    classes, names = classify([codes[code] for code in shown])
    scale = shades(len(names))
    colour = {code: scale[c] for code, c in zip(shown, classes, strict=True)}
    city = {code[:2] for code in shown}
    inside = [i for i in layer.within(paper.bounds) if layer.areas[i]["code"][:2] in city]
    faces = [colour.get(layer.areas[i]["code"], GAP) for i in inside]
    draw_areas(paper, layer.shapes[inside], faces=faces, edge="#ffffff", line=0.8 if level == "emd" else 2.2)
    around = [i for i in gus.within(paper.bounds) if gus.areas[i]["code"][:2] in city]
    if level == "emd":
        draw_areas(paper, gus.shapes[around], faces=["none"], edge="#4a4f55", line=2.2)
    if level == "emd" and len({code[:5] for code in shown}) == 1:  # one 구: its 동 are named
        name_areas(
            paper, layer.shapes[[index[code] for code in shown]], [_name(layer.areas[index[code]], codes) for code in shown], strong=True
        )
    else:
        name_areas(paper, gus.shapes[around], [_name(gus.areas[i], codes) for i in around], strong=True)
    gaps = [(GAP, _NOT_RANKED.say(language))] if any(layer.areas[i]["code"] not in colour for i in inside) else []
    side_legend(paper, AXIS.say(language), [*zip(reversed(scale), reversed(names), strict=True), *gaps])
    return png(paper.figure)


def _name(area: dict[str, Any], codes: Mapping[str, float]) -> str:
    value = codes.get(area["code"])
    name = area.get("emd") or area["sigungu"]
    return name if value is None else f"{name}\n{number(value)}"
