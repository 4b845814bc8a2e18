"""Makes the gallery of pictures, from the synthetic example alone: uv run python docs/make_gallery.py [--check]

With --check nothing is written: it ends with 1 where the page, which tells what each picture shows, is no longer what would be made.
(The pixels are not compared: another machine's libraries may round them otherwise.)
"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import io
import sys
import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot import settings, wiring
from bot.messages import Ask, Attachment, Failed, Image, Incoming
from bot.terminal import new_turn, scope_of

HERE = Path(__file__).parent
EXAMPLE = HERE.parent / "examples" / "daegu_accidents_synthetic.csv"
IMAGES = HERE / "images" / "gallery"
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=ZoneInfo("Asia/Seoul"))
COLOURS = 96  # of a picture's palette: a quarter of the size, and no difference to see
INTRODUCTION = """# Gallery

What the bot draws, each picture with the sentence that asked for it and the alt text that screen readers read out. The data is the
synthetic example ([examples/](../examples/README.md)): nothing here is a real accident. With no API key these sentences work as they
are; with one, any sentence does.

Pictures are 1,200 pixels wide, made to be read on a phone. Colours are those of Okabe and Ito (2008), which people with any common
colour blindness can tell apart, and scales from pale to dark. Below each picture stand n, what was left out, and the dataset's name.

This page is made by `uv run python docs/make_gallery.py`.
"""
# file name -> (language, what is asked)
CHARTS = {
    "bar": ("ko", "시간대별 평균 ECLO 막대 차트"),
    "bar-many": ("ko", "도로형태별 사고 건수 막대 차트"),
    "stacked": ("en", "stacked bar of accident type by weekday"),
    "line": ("ko", "월별 사고 건수 선 그래프"),
    "area": ("ko", "시간별 사고유형 영역 차트"),
    "histogram": ("en", "histogram of ECLO"),
    "box": ("ko", "사고유형별 ECLO 상자 그림"),
    "violin": ("en", "violin plot of ECLO by weather"),
    "scatter": ("ko", "경상자수와 ECLO 산점도에 추세선"),
    "heatmap": ("ko", "요일과 시간대 히트맵"),
    "pie": ("en", "pie chart of accident type"),
    "small-multiples": ("ko", "작은 그림 여러 개로 구별 요일별 사고 건수"),
    "calendar": ("en", "calendar heat map of accidents"),
}
MAPS = {
    "map-points": ("ko", "사고를 점 지도로 그려줘"),
    "map-clusters": ("en", "cluster map of accidents"),
    "map-heat": ("ko", "사고 히트맵 지도"),
    "map-districts": ("ko", "구별 평균 ECLO 지도"),
    "map-neighbourhoods": ("en", "map of accidents by neighbourhood"),
}
ANALYSES = {
    "trend": ("ko", "월별 사고 건수 추세 분석해줘"),
    "seasonality": ("en", "seasonality of accidents"),
    "moving-average": ("ko", "28일 이동평균"),
    "year-on-year": ("en", "accidents year on year"),
    "unusual-days": ("ko", "이상한 날 찾아줘"),
    "date-parts": ("en", "parts of the date"),
    "hot-spots": ("ko", "핫스팟 찾아줘"),
    "missing-patterns": ("ko", "결측 패턴 분석해줘"),
}


async def drawn(ask: dict[str, tuple[str, str]], images: Path) -> dict[str, Image]:
    """Each picture's reply; the files are written into `images`. Raises RuntimeError when a sentence is not answered with a picture."""
    found: dict[str, Image] = {}
    with tempfile.TemporaryDirectory() as folder:
        own = dataclasses.replace(settings.load({}), var_dir=Path(folder), tile_url="")
        async with wiring.open_core(own) as core:
            scope = scope_of("me", "gallery")
            for name, (language, text) in {"": ("ko", ""), **ask}.items():
                files = () if name else (Attachment(EXAMPLE.name, EXAMPLE),)
                incoming = Incoming(scope, new_turn(), text, files, language=language, now=NOW)  # type: ignore[arg-type]
                async for reply in core.handle(incoming):
                    if isinstance(reply, Image) and name:
                        _save(core.stores.blobs.path(reply.blob), images / f"{name}.png")
                        found[name] = reply
                    if isinstance(reply, Ask | Failed) and name:
                        raise RuntimeError(f"{text!r} was not drawn: {reply.text}")
    if missing := ask.keys() - found.keys():
        raise RuntimeError(f"no picture for {', '.join(sorted(missing))}")
    return found


def _save(source: Path, target: Path) -> None:
    from PIL import Image as Pixels

    with Pixels.open(io.BytesIO(source.read_bytes())) as picture:
        picture.convert("RGB").quantize(COLOURS, dither=Pixels.Dither.NONE).save(target, optimize=True)


def _section(title: str, ask: dict[str, tuple[str, str]], found: dict[str, Image]) -> Iterable[str]:
    yield f"## {title}\n"
    for name, (_, text) in ask.items():
        yield f"### {text}\n"
        alt = found[name].alt.replace("[", "(").replace("]", ")").replace("\n", " ")
        yield f"![{alt}](images/gallery/{name}.png)\n\n> {alt}\n"


async def page(images: Path) -> str:
    """The page as it would be made now, with its pictures in `images`."""
    found = await drawn({**CHARTS, **MAPS, **ANALYSES}, images)
    parts = [
        INTRODUCTION,
        *_section("Charts", CHARTS, found),
        *_section("Maps", MAPS, found),
        *_section("Time, places and gaps", ANALYSES, found),
    ]
    return "\n".join(parts)


def main() -> int:
    parser = argparse.ArgumentParser(description="Make the gallery of pictures.")
    parser.add_argument("--check", action="store_true", help="write nothing, and fail where the page is not fresh")
    target = HERE / "gallery.md"
    if parser.parse_args().check:
        with tempfile.TemporaryDirectory() as folder:
            fresh = asyncio.run(page(Path(folder))) == target.read_text(encoding="utf-8")
        sys.stdout.write("docs/gallery.md is fresh\n" if fresh else "docs/gallery.md is stale: uv run python docs/make_gallery.py\n")
        return 0 if fresh else 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    target.write_text(asyncio.run(page(IMAGES)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
