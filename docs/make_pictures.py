"""Makes the README's pictures from a real conversation about the synthetic example: uv run python docs/make_pictures.py"""

from __future__ import annotations

import asyncio
import dataclasses
import io
import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.text import Text

from bot import settings, wiring
from bot.messages import Attachment, Image, Incoming
from bot.render import Outlet
from bot.terminal import new_turn, scope_of
from bot.view import View

HERE = Path(__file__).parent
EXAMPLE = HERE.parent / "examples" / "daegu_accidents_synthetic.csv"
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=ZoneInfo("Asia/Seoul"))
TALK = (
    ("내일 오후 3시 수성구 범어동 교차로에서 차대차 사고 ECLO 예측해줘", False),
    ("비", False),
    ("그럼 밤 11시에는?", False),
    ("", True),
    ("시간대별 평균 ECLO 차트 그려줘", False),
)


async def main() -> None:
    images = HERE / "images"
    images.mkdir(exist_ok=True)
    console = Console(record=True, width=92, file=io.StringIO(), force_terminal=True)
    with tempfile.TemporaryDirectory() as folder:
        own = dataclasses.replace(settings.load({}), var_dir=Path(folder), tile_url="")
        async with wiring.open_core(own) as core:
            view = View(console, Outlet(core.stores.blobs, Path("pictures")))
            for text, shares in TALK:
                console.print(Text(f"› {text or '/file examples/' + EXAMPLE.name}", style="bold cyan"))
                files = (Attachment(EXAMPLE.name, EXAMPLE),) if shares else ()
                incoming = Incoming(scope_of("me", "main"), new_turn(), text, files, language="ko", now=NOW)
                async for reply in core.handle(incoming):
                    view.show(reply)
                    if isinstance(reply, Image):
                        shutil.copyfile(core.stores.blobs.path(reply.blob), images / "chart.png")
                console.print()
    shutil.rmtree("pictures", ignore_errors=True)
    console.save_svg(str(images / "conversation.svg"), title="uv run app.py")


if __name__ == "__main__":
    asyncio.run(main())
