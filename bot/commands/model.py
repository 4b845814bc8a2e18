"""`eclo predict`, `evaluate`, `models`: the model by hand."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from bot import logs, wiring
from bot.commands.bar import Bar
from bot.messages import Attachment
from bot.settings import Settings
from bot.terminal import new_turn, scope_of
from bot.text import system_language
from storage.runs import Run
from tools._registry import call

if TYPE_CHECKING:
    from model.predict import Predictor


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
        context = await core.prepared(Incoming(scope, new_turn(), ""), system_language())
        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
        try:
            with Progress(*columns, console=Console(stderr=True)) as bar:
                context.progress = Bar(bar)
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


def evaluate(arguments: argparse.Namespace, settings: Settings) -> int:
    """Scores of the model in use on a labelled file, beside a constant and the naive recipe; printed and kept as JSON."""
    from model.evaluate import evaluate as evaluate_model

    logs.set_up("WARNING")
    missing = [str(path) for path in (arguments.file, *arguments.train) if not path.is_file()]
    if missing:
        return _misuse(f"there is no file {', '.join(missing)}")
    scores = evaluate_model(arguments.file, asyncio.run(_in_use(settings)), naive_from=arguments.train)
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


async def _in_use(settings: Settings) -> Predictor:
    async with wiring.open_core(settings) as core:
        await core.models.refresh()
        return await asyncio.to_thread(core.models)


def models(arguments: argparse.Namespace, settings: Settings) -> int:
    """The bundles that came with the program and the runs of the terminal; the one in use is marked."""
    from model.bundle import SHIPPED, Bundle, champion

    logs.set_up("WARNING")
    known, used = asyncio.run(_runs(settings))
    for folder in sorted(path.parent for path in SHIPPED.glob("*/bundle.json")):
        bundle = Bundle.read(folder)
        mark = "*" if used is None and folder == champion() else " "
        _line(
            mark, bundle.name, bundle.training.first_year, bundle.training.last_year, bundle.training.rows, bundle.metrics["test"]["rmsle"]
        )
    for run in known:
        mark = "*" if used is not None and used.id == run.id else " "
        years = [int(year) for year in run.data["years"]]
        _line(mark, run.name, min(years), max(years), run.data["rows"], run.metrics["test"]["rmsle"])
    return 0


async def _runs(settings: Settings) -> tuple[list[Run], Run | None]:
    async with wiring.open_core(settings) as core:
        known, used = await core.stores.runs.list(scope_of("me", "main")), await core.stores.runs.in_use()
    return [*known, *([used] if used is not None and used.id not in {run.id for run in known} else [])], used


def _line(mark: str, name: str, first: int, last: int, rows: int, rmsle: float) -> None:
    print(f"{mark} {name:20} {first}-{last}  {rows:,} rows  RMSLE {rmsle:.4f}")


def _misuse(message: str) -> int:
    print(f"eclo: {message}", file=sys.stderr)
    return 2
