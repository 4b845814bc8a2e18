"""Map tiles from a tile server, or the quick news that there is none."""

from __future__ import annotations

import io
import threading
import time
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor, wait
from functools import cache
from typing import TYPE_CHECKING, Any

from tools.draw._geo import degrees

if TYPE_CHECKING:
    from PIL.Image import Image

    from tools._context import MapSettings

TILE = 256
_PROBE_SECONDS = 1.5
_SECONDS = 3.0  # for all tiles of a map
_FORGET_FAILURE_SECONDS = 300.0
_MOST_BYTES = 2_000_000
_MOST_KEPT = 400  # tiles, some 20 KB each
_MOST_TILES = 40  # a map; more would be bulk download

_lock = threading.Lock()
_kept: OrderedDict[str, bytes] = OrderedDict()
_failed_until: dict[str, float] = {}


class _NoTile(Exception):
    """A tile did not come: no server, an error, not a picture, too late."""


def base_map(settings: MapSettings, bounds: tuple[float, float, float, float], zoom: int) -> tuple[Image, tuple[float, ...]] | None:
    """Tiles for world `bounds` (x0, y0, x1, y1) as one picture and the world bounds (x0, x1, y0, y1) that it covers.

    None when no tile URL is set or the server does not deliver in time; a failure is remembered for five minutes, so that the next maps
    don't wait for it again.
    """
    url = settings.tile_url
    if not all(part in url for part in ("{z}", "{x}", "{y}")) or time.monotonic() < _failed_until.get(url, 0.0):
        return None
    x0, y0, x1, y1 = bounds
    across = TILE * 2**zoom
    width, height = max(1, round((x1 - x0) * across)), max(1, round((y1 - y0) * across))
    if (width / TILE + 2) * (height / TILE + 2) > _MOST_TILES:
        return None
    latitude, longitude = degrees((x0 + x1) / 2, (y0 + y1) / 2)
    try:
        picture = _map_class()(settings, width, height).render(zoom=zoom, center=(longitude, latitude))
    except _NoTile:
        _failed_until[url] = time.monotonic() + _FORGET_FAILURE_SECONDS
        return None
    half_width, half_height = width / across / 2, height / across / 2
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    return picture, (x - half_width, x + half_width, y - half_height, y + half_height)


@cache
def _map_class() -> Any:
    """staticmap's map with a deadline, a memory of tiles, no printing, and one error (made here: importing staticmap takes a while)."""
    from math import ceil, floor

    from PIL import Image
    from staticmap import StaticMap

    class TileMap(StaticMap):  # type: ignore[misc]
        def __init__(self, settings: MapSettings, width: int, height: int) -> None:
            super().__init__(width, height, url_template=settings.tile_url, headers={"User-Agent": settings.tile_user_agent})

        def _draw_base_layer(self, image: Any) -> None:
            half_width, half_height = self.width / self.tile_size / 2, self.height / self.tile_size / 2
            columns = range(floor(self.x_center - half_width), ceil(self.x_center + half_width))
            rows = range(floor(self.y_center - half_height), ceil(self.y_center + half_height))
            most = 2**self.zoom
            wanted = {(x, y): self._url(x % most, y) for x in columns for y in rows if 0 <= y < most}
            for (x, y), content in zip(wanted, _fetch_all(list(wanted.values()), self.headers), strict=True):
                image.paste(_decode(content), (self._x_to_px(x), self._y_to_px(y)))

        def _url(self, x: int, y: int) -> str:
            url: str = self.url_template
            for name, value in (("{z}", self.zoom), ("{x}", x), ("{y}", y), ("{s}", "a"), ("{r}", "")):
                url = url.replace(name, str(value))
            return url

    def _decode(content: bytes) -> Any:
        try:
            tile = Image.open(io.BytesIO(content))
            if max(tile.size) > 4 * TILE:
                raise _NoTile
            plain = tile.convert("RGBA")
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
            raise _NoTile from error
        paper = Image.new("RGBA", plain.size, "white")
        return Image.alpha_composite(paper, plain).convert("RGB").resize((TILE, TILE))

    return TileMap


def _fetch_all(urls: list[str], headers: dict[str, str]) -> list[bytes]:
    """All tiles, the first alone as a probe. Raises _NoTile when one is missing at the deadline."""
    deadline = time.monotonic() + _SECONDS
    with _lock:
        ready = {url: _kept[url] for url in urls if url in _kept}
    missing = [url for url in urls if url not in ready]
    if missing:
        ready[missing[0]] = _fetch(missing[0], headers, min(deadline, time.monotonic() + _PROBE_SECONDS))
        pool = ThreadPoolExecutor(4)
        try:
            jobs = {url: pool.submit(_fetch, url, headers, deadline) for url in missing[1:]}
            wait(jobs.values(), timeout=max(0.0, deadline - time.monotonic()))
            for url, job in jobs.items():
                if not job.done():
                    raise _NoTile
                ready[url] = job.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
        _keep({url: ready[url] for url in missing})
    return [ready[url] for url in urls]


def _fetch(url: str, headers: dict[str, str], deadline: float) -> bytes:
    """One tile, read in pieces so that a server that trickles can't hold the map up. Raises _NoTile."""
    import requests

    left = deadline - time.monotonic()
    if left <= 0:
        raise _NoTile
    parts, size = [], 0
    try:
        with requests.get(url, headers=headers, timeout=(min(left, 1.0), left), stream=True) as response:
            if response.status_code != 200:
                raise _NoTile
            for part in response.iter_content(16_384):
                parts.append(part)
                size += len(part)
                if size > _MOST_BYTES or time.monotonic() > deadline:
                    raise _NoTile
    except (requests.RequestException, ValueError, OSError) as error:
        raise _NoTile from error
    return b"".join(parts)


def _keep(tiles: dict[str, bytes]) -> None:
    with _lock:
        _kept.update(tiles)
        while len(_kept) > _MOST_KEPT:
            _kept.popitem(last=False)
