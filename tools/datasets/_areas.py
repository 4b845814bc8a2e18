"""The 구 or 법정동 of every row of a dataset: by the names it holds, else by its coordinates."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from storage.datasets import Dataset
from storage.profile import Column
from tools._context import ToolContext
from tools._errors import Refused
from tools._text import Text
from tools.datasets._find import shown
from tools.datasets._several import rows_of
from tools.draw._coordinates import read_spots
from tools.draw._geo import Level, match_places, outlines, world

if TYPE_CHECKING:
    import pandas as pd

Area = Literal["구", "법정동"]
AREAS: dict[Area, Level] = {"구": "sigungu", "법정동": "emd"}
NAMES: dict[str, Text] = {"구": Text(ko="구", en="district"), "법정동": Text(ko="법정동", en="neighbourhood")}
"""What people call such an area."""

_WORDS: tuple[tuple[Area, str], ...] = (
    ("법정동", r"법정동|읍면동|행정동|동네|동|neighbou?rhoods?|dong"),
    ("구", r"구|구군|군구|시군구|자치구|지역|행정구역|districts?|gu"),
)
_PLACE_NAMES = re.compile(r"주소|소재지|시군구|구군|자치구|법정동|읍면동|행정동|장소|^구$|district|address", re.IGNORECASE)
_SAMPLE = 200
_ENOUGH = 0.5

_NO_AREA = Text(
    ko="`{name}` 데이터에서는 {area:를} 알 수 있는 주소나 좌표를 찾지 못했어요. 다른 열로 묶어 보세요: {columns}",
    en="The dataset `{name}` has no address or coordinates that tell the {area}. Try another column: {columns}",
)


@dataclass(frozen=True, slots=True)
class Placed:
    """`codes` holds the area's code for each row (None where it has none), and `source` the column it was read from."""

    codes: pd.Series[Any]
    source: str


def area_of(word: str) -> Area | None:
    """구 or 법정동, when a word means one of them ("구별", "district", "동")."""
    plain = re.sub(r"[\s_]+|별$|별로$|단위$", "", word.strip().casefold())
    return next((area for area, wanted in _WORDS if re.fullmatch(wanted, plain)), None)


def placed(ctx: ToolContext, dataset: Dataset, area: Area) -> Placed:
    """Raises Refused when neither names nor coordinates tell. Reads only the column it needs."""
    import pandas as pd

    found = [(_share(ctx, dataset, column, area), column.name) for column in _candidates(dataset)]
    share, name = max(found, default=(0.0, ""), key=lambda pair: pair[0])
    if share >= _ENOUGH:
        names = _names(rows_of(ctx, dataset, [name])[name])
        index = 0 if area == "구" else 1
        codes = {value: pair[index] for value, pair in match_places(names.dropna().unique()).items()}
        return Placed(names.map(codes).astype(object).where(lambda c: c.notna(), None), name)
    roles = dataset.profile.roles
    if roles.latitude and roles.longitude:
        frame = rows_of(ctx, dataset, [roles.latitude, roles.longitude])
        return Placed(
            pd.Series(_by_point(frame, roles.latitude, roles.longitude, area), dtype=object), f"{roles.latitude}, {roles.longitude}"
        )
    columns = [c.name for c in dataset.profile.columns if c.kind == "category"][:5]
    raise Refused("no_area", _NO_AREA, columns, name=shown(dataset.name), area=ctx.say(NAMES[area]), columns=", ".join(columns) or "–")


def _candidates(dataset: Dataset) -> list[Column]:
    """The column that is known for its places, then those whose names say so."""
    texts = [c for c in dataset.profile.all_columns if c.kind in ("category", "text")]
    known = [c for c in texts if c.name == dataset.profile.roles.place]
    return [*known, *(c for c in texts if c not in known and _PLACE_NAMES.search(c.name))][:8]


def _share(ctx: ToolContext, dataset: Dataset, column: Column, area: Area) -> float:
    """How many of the rows the column would place, judged by some of them."""
    present = _names(rows_of(ctx, dataset, [column.name])[column.name])
    if present.empty:
        return 0.0
    sample = present.sample(min(len(present), _SAMPLE), random_state=0).dropna()
    found = match_places(sample.unique())
    index = 0 if area == "구" else 1
    return float(sample.map(lambda v: found[v][index] is not None).sum()) / min(len(present), _SAMPLE)


def _names(values: pd.Series[Any]) -> pd.Series[Any]:
    names = values.astype(object).map(lambda v: str(v).strip(), na_action="ignore")
    return names.mask(names == "")


def _by_point(frame: pd.DataFrame, latitude: str, longitude: str, area: Area) -> Any:
    import numpy as np

    spots = read_spots(frame[latitude], frame[longitude])
    layer = outlines(AREAS[area])
    names = np.array([*(a["code"] for a in layer.areas), None], dtype=object)
    codes = np.full(len(frame), None, dtype=object)
    x, y = world(spots.latitude, spots.longitude)
    codes[spots.kept] = names[layer.of_points(x, y)]
    return codes


def area_names(codes: list[str], area: Area) -> dict[str, str]:
    """What people call the areas: 남구, 남구 대명동; with the city before it where another city has one of that name."""
    wanted = set(codes)
    known = {a["code"]: a for a in outlines(AREAS[area]).areas if a["code"] in wanted}
    short = {code: " ".join([a["sigungu"], *([a["emd"]] if area == "법정동" else [])]) for code, a in known.items()}
    many = Counter(short.values())
    return {code: name if many[name] == 1 else f"{known[code]['sido']} {name}" for code, name in short.items()}
