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
    """Scores of the model in use on a labelled file, beside a constant and the naive recipe; printed and kept as JSON."""
    from model.evaluate import evaluate as evaluate_model
    from model.predict import Predictor

    logs.set_up("WARNING")
    missing = [str(path) for path in (arguments.file, *arguments.train) if not path.is_file()]
    if missing:
        return _misuse(f"there is no file {', '.join(missing)}")
    scores = evaluate_model(arguments.file, Predictor.load(), naive_from=arguments.train)
    kept = arguments.out or settings.var_dir / "evaluations" / f"{scores['model_version']}-{scores['sha256'][:12]}.json"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(scores, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if arguments.json:
        print(json.dumps(scores, ensure_ascii=False))
        return 0
    _scores(scores)
    print(kept)
    return 0


def _scores(scores: dict[str, Any]) -> None:
    """Three columns, then how often the chances came true."""
    console, years = Console(), scores["years"]
    span = "no years" if not years else f"{years[0]}-{years[-1]}" if len(years) > 1 else str(years[0])
    console.print(f"{scores['model_version']} on {scores['rows']:,} accidents of {span}")
    if scores["seen_in_training"]:
        console.print(f"{scores['seen_in_training']:,} of them are of years the model learnt from: on those it looks better than it is.")
    naive = "naive" if scores["naive_on"] is None else f"naive, on {scores['naive_on']}"
    columns = {"model": scores, "constant": scores["constant"], naive: scores["naive"]}
    table = Table(box=None, pad_edge=False)
    table.add_column("", no_wrap=True)
    for title in columns:
        table.add_column(title, justify="right")
    for name in dict.fromkeys(name for column in columns.values() for name, value in column.items() if isinstance(value, float)):
        table.add_row(name, *(f"{column[name]:.4f}" if name in column else "" for column in columns.values()))
    console.print(table)
    if scores["naive_on"] is not None:
        console.print(
            f"The naive column is from the model's test on {scores['naive_on']}; --train FILE learns that recipe anew for this file."
        )
    for injury, bins in reversed(scores["reliability"].items()):
        pairs = "  ".join(f"{100 * said:.1f}/{100 * happened:.1f}" for said, happened, _ in bins)
        console.print(f"{injury:9} {pairs}  (% said/happened)")


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
