"""`eclo predict`, `train`, `evaluate`, `models`: the model by hand."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from bot import logs, wiring
from bot.messages import Attachment
from bot.settings import Settings
from bot.terminal import new_turn, scope_of
from bot.text import system_language
from tools import _context
from tools._registry import call


def predict(arguments: argparse.Namespace, settings: Settings) -> int:
    """Predict a whole file with a progress bar; the tool predict_dataset does the work."""
    logs.set_up("WARNING")
    if not arguments.file.is_file():
        return _misuse(f"there is no file {arguments.file}")
    if not arguments.out.parent.is_dir():
        return _misuse(f"there is no folder {arguments.out.parent}")
    print(asyncio.run(_predict(arguments, settings)))
    return 0


async def _predict(arguments: argparse.Namespace, settings: Settings) -> str:
    from bot.messages import Incoming

    async with wiring.open_core(settings) as core:
        scope = scope_of(f"predict-{new_turn()}", "main")
        await core.add_file(scope, Attachment(arguments.file.name, arguments.file))
        context = core.context(Incoming(scope, new_turn(), ""), system_language())
        context.dataset = await core.stores.datasets.current(scope)
        context.loop = asyncio.get_running_loop()
        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
        try:
            with Progress(*columns, console=Console(stderr=True)) as bar:
                context.progress = _Bar(bar)
                result = await call(core.registry["predict_dataset"], context, {})
        finally:
            assert context.dataset is not None
            await core.stores.datasets.delete(scope, context.dataset.id)
    source = result.artifacts[0].source
    assert source is not None
    # Written beside its place first: a file that is there is a whole one.
    with tempfile.NamedTemporaryFile(dir=arguments.out.parent, prefix=".new-", delete=False) as file:
        file.write(source.read_bytes())
    Path(file.name).replace(arguments.out)
    arguments.out.chmod(0o644)
    source.unlink()
    return f"{result.text}\n{arguments.out}"


class _Bar(_context.Progress):
    def __init__(self, bar: Progress) -> None:
        super().__init__()
        self._bar = bar
        self._task = bar.add_task("ECLO", total=None)

    def __call__(self, done: int, total: int) -> None:
        super().__call__(done, total)
        self._bar.update(self._task, completed=done, total=total)


def train(arguments: argparse.Namespace, settings: Settings) -> int:
    """Train on TAAS data and write a bundle."""
    from model.train import train as train_model

    logs.set_up("WARNING")
    missing = [str(path) for path in arguments.files if not path.is_file()]
    if missing:
        return _misuse(f"there is no file {', '.join(missing)}")
    if arguments.out.exists() and any(arguments.out.iterdir()):
        return _misuse(f"{arguments.out} is there already; name a new folder")
    with Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=Console(stderr=True)) as bar:
        bundle = train_model(arguments.files, arguments.out, progress=_Bar(bar))
    _metrics(bundle.metrics)
    print(arguments.out)
    return 0


def evaluate(arguments: argparse.Namespace, settings: Settings) -> int:
    """Metrics of the model in use on a labelled file, beside a constant predictor."""
    from model.evaluate import evaluate as evaluate_model
    from model.predict import Predictor

    logs.set_up("WARNING")
    if not arguments.file.is_file():
        return _misuse(f"there is no file {arguments.file}")
    metrics = evaluate_model(arguments.file, Predictor.load())
    if arguments.json:
        print(json.dumps(metrics, ensure_ascii=False))
    else:
        _metrics({"evaluation": metrics})
    return 0


def models(arguments: argparse.Namespace, settings: Settings) -> int:
    """The bundles that are there; the one in use is marked."""
    from model.bundle import SHIPPED, Bundle, champion

    for folder in sorted(path.parent for path in SHIPPED.glob("*/bundle.json")):
        bundle = Bundle.read(folder)
        years = f"{bundle.training.first_year}-{bundle.training.last_year}"
        mark = "*" if folder == champion() else " "
        print(f"{mark} {bundle.name:20} {years}  {bundle.training.rows:,} rows  RMSLE {bundle.metrics['test']['rmsle']:.4f}")
    return 0


def _metrics(metrics: dict[str, dict[str, Any]]) -> None:
    table = Table()
    table.add_column("metric", no_wrap=True)
    for name in metrics:
        table.add_column(name)
    for name in dict.fromkeys(name for column in metrics.values() for name in column):
        table.add_row(
            name,
            *(f"{column[name]:.4f}" if isinstance(column.get(name), float) else str(column.get(name, "")) for column in metrics.values()),
        )
    Console().print(table)


def _misuse(message: str) -> int:
    print(f"eclo: {message}", file=sys.stderr)
    return 2
