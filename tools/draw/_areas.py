"""Areas coloured by a count or an aggregate: 구·군, or 법정동 where the data goes that deep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tools._errors import Refused
from tools.draw import _mapwords as words
from tools.draw._classes import classify, shades
from tools.draw._coordinates import read_spots
from tools.draw._figure import GAP, Picture, clean, number, png
from tools.draw._geo import Level, match_places, outlines, world
from tools.draw._labels import Taken, name_areas, rank
from tools.draw._mapquestion import MapQuestion, counts_line
from tools.draw._mapsheet import draw_areas, map_sheet, side_legend
from tools.draw._tidy import LARGEST, Operation, plain, understand
from tools.draw._words import COUNT, OPERATIONS

if TYPE_CHECKING:
    import pandas as pd

FEW = 5  # an average of fewer rows is shown, hatched, and not ranked
_MOST_NAMED = 80
_MOST_VALUES = 20  # more areas than this get ranks and a list instead of a value each
_TOP = 10


@dataclass(frozen=True)
class _Placed:
    """Rows with a 구 code, a 동 code (None where the place is not that precise) and the value; and what could not be placed."""

    frame: pd.DataFrame
    missing: int
    unmatched: int
    examples: list[str]
    turned: bool = False  # latitude and longitude were read the other way round


@dataclass(frozen=True)
class _Result:
    """`table`: one row an area, columns n and value, index the code. `total` is the same by 구. `out`: sentences about what is left out."""

    level: Level
    operation: Operation
    table: pd.DataFrame
    total: pd.DataFrame
    notes: list[str]
    dropped: dict[str, int]


def areas_map(frame: pd.DataFrame, question: MapQuestion) -> Picture:
    """A choropleth by 구 or 법정동. Raises Refused when no row names an area, or the value is not a number."""
    operation: Operation = question.operation or ("mean" if question.value else "count")
    placed = _by_name(frame, question) if question.place else _by_point(frame, question)
    result = _aggregate(placed, question, operation)
    layer = outlines(result.level)
    code_of = {area["code"]: i for i, area in enumerate(layer.areas)}
    shown = [c for c in result.table.index if c in code_of]
    title = _title(question, result)
    used = int(result.table["n"].sum())
    import shapely

    bounds = shapely.total_bounds(layer.shapes[[code_of[c] for c in shown]])
    notes = counts_line(question, used, len(frame) - used)
    box = (float(bounds[0]), float(bounds[1]), float(bounds[2]), float(bounds[3]))
    paper = map_sheet(box, title, notes, language=question.language, settings=None, legend=True)
    _paint(paper, result, question)
    turned = [words.SWAPPED.say(question.language, latitude=question.latitude, longitude=question.longitude)] if placed.turned else []
    said = " ".join([*turned, *_finding(result, question), *result.notes])
    facts = {
        "kind": "areas",
        "base": "outlines",
        "level": result.level,
        "operation": operation,
        "value": question.value,
        "rows": len(frame),
        "n": used,
        "dropped": result.dropped,
        "examples_unmatched": placed.examples,
        "areas": _rows(result.table, result.level),
        "districts": _rows(result.total, "sigungu"),
    }
    return Picture(png(paper.figure), clean(title), said, facts)


def _by_name(frame: pd.DataFrame, question: MapQuestion) -> _Placed:
    import pandas as pd

    names = frame[str(question.place)].astype("object").map(lambda v: str(v).strip(), na_action="ignore")
    names = names.mask(names == "")
    if question.within:
        around = frame[question.within].astype("object").map(lambda v: str(v).strip(), na_action="ignore")
        full = around.str.cat(names, sep=" ")
        names = names.mask(full.notna() & ~names.str.contains(" ", na=True), full)
    counts = names.value_counts()
    found = match_places(counts.index)
    codes = pd.DataFrame({"gu": names.map({k: v[0] for k, v in found.items()}), "emd": names.map({k: v[1] for k, v in found.items()})})
    unknown = [name for name in counts.index if found[name][0] is None]
    if len(unknown) == len(counts):
        examples = ", ".join(clean(name, 300) for name in unknown[:3]) or "–"
        raise Refused("no_place_names", words.NO_AREA, place=question.place, examples=examples)
    unmatched = int(counts[unknown].sum())
    return _Placed(_with_value(codes, frame, question), int(names.isna().sum()), unmatched, unknown[:5])


def _by_point(frame: pd.DataFrame, question: MapQuestion) -> _Placed:
    """Points counted in the 구 that they lie in."""
    import numpy as np
    import pandas as pd

    spots = read_spots(frame[str(question.latitude)], frame[str(question.longitude)])
    x, y = world(spots.latitude, spots.longitude)
    codes = pd.DataFrame(index=frame.index)
    level: Level
    for column, level in (("gu", "sigungu"), ("emd", "emd")):
        layer = outlines(level)
        names = np.array([*(area["code"] for area in layer.areas), None], dtype=object)
        found = np.full(len(frame), None, dtype=object)
        found[spots.kept] = names[layer.of_points(x, y)]
        codes[column] = found
    if not codes["gu"].notna().any():
        missing = spots.dropped.get("missing", 0)
        fields = {"rows": f"{len(frame):,}", "missing": f"{missing:,}", "bad": f"{len(frame) - missing:,}"}
        raise Refused("no_coordinates", words.NO_POINT, (), latitude=question.latitude, longitude=question.longitude, **fields)
    missing = sum(spots.dropped.values())
    return _Placed(_with_value(codes, frame, question), missing, int(codes["gu"].isna().sum()) - missing, [], spots.swapped)


def _with_value(codes: pd.DataFrame, frame: pd.DataFrame, question: MapQuestion) -> pd.DataFrame:
    if question.value is None:
        return codes
    values, sort = understand(frame[question.value], question.kinds.get(question.value, ""))
    if sort != "number":
        if question.operation == "count":
            return codes.assign(value=values)
        name = OPERATIONS[question.operation or "mean"].say(question.language)
        listed = ", ".join(question.numbers[:8]) or "–"
        raise Refused("not_a_number", words.NOT_NUMBERS, question.numbers[:8], column=question.value, operation=name, listed=listed)
    return codes.assign(value=values.mask(values.abs() > LARGEST))


def _aggregate(placed: _Placed, question: MapQuestion, operation: Operation) -> _Result:
    say = question.language
    rows = placed.frame[placed.frame["gu"].notna()]
    valued = rows[rows["value"].notna()] if "value" in rows else rows
    if valued.empty:
        raise Refused("nothing_to_draw", words.NO_VALUES_LEFT, place=question.place or question.latitude, value=question.value)
    deep = bool(valued["emd"].notna().mean() >= 0.5) and (question.place is not None or question.level == "neighbourhood")
    level: Level = "emd" if deep and question.level != "district" else "sigungu"
    column = "emd" if level == "emd" else "gu"
    here, elsewhere = _main_region(valued)
    vague = here[here[column].isna()]
    missing = placed.missing + len(rows) - len(valued)
    unmatched = placed.unmatched + len(vague)
    notes = [words.MISSING.say(say, n=f"{missing:,}")] if missing else []
    if unmatched and question.place is None:
        notes.append(words.OUTSIDE.say(say, n=f"{unmatched:,}"))
    elif unmatched:
        examples = ", ".join(clean(e, 300) for e in placed.examples[:3]) or _examples(vague)
        notes.append(words.UNMATCHED.say(say, n=f"{unmatched:,}", level=words.LEVELS[level].say(say), examples=examples))
    notes += [words.ELSEWHERE.say(say, n=f"{elsewhere:,}")] if elsewhere else []
    dropped = {"missing": missing, "unmatched": unmatched, "elsewhere": elsewhere}
    return _Result(level, operation, _table(here, column, operation), _table(here, "gu", operation), notes, dropped)


def _examples(vague: pd.DataFrame) -> str:
    names = {area["code"]: f"{area['sido']} {area['sigungu']}" for area in outlines("sigungu").areas}
    return ", ".join(names[c] for c in vague["gu"].value_counts().index[:2]) or "–"


def _main_region(rows: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Rows of the provinces that hold the data; a stray row in another one must not shrink the map."""
    province = rows["gu"].str[:2]
    shares = province.value_counts(normalize=True)
    keep = province.isin(shares.index[shares >= 0.02])
    return rows[keep], int((~keep).sum())


def _table(rows: pd.DataFrame, column: str, operation: Operation) -> pd.DataFrame:
    grouped = rows.groupby(column, observed=True)
    sizes = grouped.size().rename("n").to_frame()
    sizes["value"] = sizes["n"].astype(float) if operation == "count" else grouped["value"].agg(operation).astype(float)
    return sizes.sort_values("value", ascending=False)


def _name(code: str) -> str:
    level: Level = "emd" if len(code) > 5 else "sigungu"
    area = next(a for a in outlines(level).areas if a["code"] == code)
    return f"{area['sigungu']} {area['emd']}" if level == "emd" else area["sigungu"]


def _rows(table: pd.DataFrame, level: Level) -> list[dict[str, Any]]:
    names = {area["code"]: area for area in outlines(level).areas}
    return [
        {**names[str(code)], "n": int(n), "value": plain(value)}
        for code, n, value in zip(table.index, table["n"], table["value"], strict=True)
    ]


def _title(question: MapQuestion, result: _Result) -> str:
    level = words.LEVELS[result.level].say(question.language)
    if result.operation == "count":
        return words.AREA_COUNT_TITLE.say(question.language, level=level)
    name = OPERATIONS[result.operation].say(question.language)
    said = words.AREA_VALUE_TITLE.say(question.language, level=level, value=question.value, operation=name)
    return said[:1].upper() + said[1:]


def _few(result: _Result) -> bool:
    """Whether areas with few rows are set apart: for averages, and when there are others."""
    return result.operation not in ("count", "sum") and bool((result.table["n"] >= FEW).any()) and bool((result.table["n"] < FEW).any())


def _paint(paper: Any, result: _Result, question: MapQuestion) -> None:
    layer = outlines(result.level)
    table = result.table[result.table["value"].notna()]
    classes, names = classify(table["value"].tolist())
    scale = shades(len(names))
    colour = {str(code): scale[c] for code, c in zip(table.index, classes, strict=True)}
    provinces = {code[:2] for code in map(str, table.index)}
    inside = [i for i in layer.within(paper.bounds) if layer.areas[i]["code"][:2] in provinces]
    codes = [layer.areas[i]["code"] for i in inside]
    few = _few(result)
    thin = {str(c) for c in table.index[table["n"] < FEW]} if few else set()
    faces = [colour.get(code, GAP) for code in codes]
    deep = result.level == "emd"
    draw_areas(paper, layer.shapes[inside], faces=faces, edge="#ffffff", line=0.8 if deep else 2.2, hatches=[c in thin for c in codes])
    gus = outlines("sigungu")
    around = [i for i in gus.within(paper.bounds) if gus.areas[i]["code"][:2] in provinces]
    if deep:
        draw_areas(paper, gus.shapes[around], faces=["none"], edge="#4a4f55", line=2.2)
    taken = Taken(paper)
    many = deep or len(table) > _MOST_VALUES
    first = _ranked(result).head(_TOP) if many else table.head(0)
    place_of = {area["code"]: i for i, area in enumerate(layer.areas)}
    rank(paper, [layer.shapes[place_of[str(code)]] for code in first.index], taken)
    totals = {str(code): number(float(v)) for code, v in result.total["value"].items()}
    areas = [gus.areas[i] for i in around]
    named = [a["sigungu"] if many or a["code"] not in totals else f"{a['sigungu']}\n{totals[a['code']]}" for a in areas]
    if len(areas) <= _MOST_NAMED:
        lead = [not many and a["code"] in totals for a in areas]
        name_areas(paper, gus.shapes[around], named, strong=True, taken=taken, lead=lead)
    rows = list(zip(reversed(scale), reversed(names), strict=True))
    gaps = [(GAP, words.NO_ROWS.say(question.language))] if any(c not in colour for c in codes) else []
    hatched = words.FEW_ROWS.say(question.language, n=FEW) if thin else ""
    listed = [(_short(str(code)), number(float(value))) for code, value in first["value"].items()]
    ranked = (words.TOP.say(question.language, n=len(listed)), listed) if listed else None
    side_legend(paper, _measure(question, result), [*rows, *gaps], hatched, ranked)


def _ranked(result: _Result) -> pd.DataFrame:
    """Areas with a value, highest first; without those that have too few rows for an average."""
    table = result.table[result.table["value"].notna()]
    return table[table["n"] >= FEW] if _few(result) else table


def _short(code: str) -> str:
    return _name(code).split(" ", 1)[-1]


def _measure(question: MapQuestion, result: _Result) -> str:
    if result.operation == "count":
        return COUNT.say(question.language)
    return f"{question.value}\n{OPERATIONS[result.operation].say(question.language)}"


def _finding(result: _Result, question: MapQuestion) -> list[str]:
    say = question.language
    few, ranked = _few(result), _ranked(result)
    if len(ranked) == 1:
        said = [words.AREA_ONE.say(say, name=_name(str(ranked.index[0])), value=number(float(ranked["value"].iloc[0])))]
    else:
        sentence = words.AREA_MOST if result.operation == "count" else words.AREA_HIGHEST
        high, low = (number(float(ranked["value"].iloc[i])) for i in (0, -1))
        operation = OPERATIONS[result.operation].say(say)
        measure = words.MEASURE.say(say, value=question.value, operation=operation)
        said = [
            sentence.say(say, measure=measure, name=_name(str(ranked.index[0])), value=high, low_name=_name(str(ranked.index[-1])), low=low)
        ]
    total = result.total[result.total["n"] >= FEW] if few else result.total
    if result.level == "emd" and len(total) > 1:
        by_gu = words.BY_GU_COUNT if result.operation == "count" else words.BY_GU
        said.append(by_gu.say(say, name=_name(str(total.index[0])), value=number(float(total["value"].iloc[0]))))
    said += [words.FEW_NOTE.say(say, n=FEW)] if few else []
    return [*said, words.AREAS_USED.say(say, n=f"{int(result.table['n'].sum()):,}", areas=f"{len(result.table):,}")]
