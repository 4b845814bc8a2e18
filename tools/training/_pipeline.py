"""From accidents to a stored run: train, compare with the model in use on the same held-out accidents, keep the bundle."""

from __future__ import annotations

import asyncio
import hashlib
import tempfile
import time
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storage.errors import NotFound
from storage.runs import NewRun, Run
from tools._context import ToolContext
from tools._errors import Cancelled
from tools.training._say import log_line

if TYPE_CHECKING:
    from model.challenge import Comparison
    from model.data import Accidents
    from model.predict import Predictor
    from model.train import Trained
    from storage.predictions import StoredPrediction


def train_run(accidents: Accidents, run_id: str, ctx: ToolContext) -> NewRun:
    """Train on accidents that are ready for it. Blocks for a minute or more; tells `ctx.progress` and `ctx.note`.

    Raises Cancelled when the user stops it, UnusableTable; then nothing is left behind. (A worker that is killed between storing the
    bundle and recording the run leaves the bundle: the next attempt makes the same bytes, and so takes it over.)
    """
    from model.archive import pack
    from model.train import train_on

    began, champion = time.monotonic(), ctx.predictor()  # one that can't be loaded is told now, not after the training

    def tell(code: str, facts: Mapping[str, object]) -> None:
        line = log_line(code, facts)
        if line is not None:
            ctx.note(line[0], **line[1])

    with tempfile.TemporaryDirectory(prefix="eclo-train-") as folder:
        trained = train_on(
            accidents, Path(folder), name=f"run-{run_id[:8]}", created=f"{ctx.now:%Y-%m-%d}", progress=ctx.progress, log=tell
        )
        comparison = compare(accidents, trained, champion)
        ctx.progress(ctx.progress.done, ctx.progress.total)  # the last moment to be stopped in
        bundle = ctx.stores.blobs.put(pack(Path(folder)), ".zip")
    return NewRun(
        id=run_id,
        name=trained.bundle.name,
        data=_data(accidents),
        parameters=trained.bundle.parameters | {"rounds": trained.bundle.rounds},
        metrics={name: dict(table) for name, table in trained.bundle.metrics.items()},
        comparison=comparison.to_json(),
        log=list(ctx.progress.lines),
        bundle=bundle,
        code_version=code_version(),
        seconds=time.monotonic() - began,
    )


async def keep_run(new: NewRun, ctx: ToolContext) -> Run:
    """Record a run. Where another attempt of its job did so first, that one counts, and this one's bundle goes.

    Raises Cancelled (then the bundle is gone, too), StoreUnavailable.
    """
    try:
        run = await ctx.stores.runs.add(ctx.scope, new)
    except NotFound as error:
        await asyncio.to_thread(ctx.stores.blobs.delete, new.bundle)
        raise Cancelled from error
    if run.bundle != new.bundle:
        await asyncio.to_thread(ctx.stores.blobs.delete, new.bundle)
    return run


@cache
def code_version() -> str:
    """The program's version, and a hash of the model's own code: what else would tell two states of a checkout apart."""
    import model

    digest = hashlib.sha256()
    for file in sorted(Path(model.__path__[0]).glob("*.py")):
        digest.update(file.name.encode() + file.read_bytes())
    return f"{version('eclo-bot')}+{digest.hexdigest()[:12]}"


def compare(accidents: Accidents, trained: Trained, champion: Predictor) -> Comparison:
    """The model in use beside the trained one's twin, which had not seen the last year, on the accidents of that year."""
    from model.challenge import challenge, eleven_of, scored_of, seen_by

    last = accidents.year == trained.bundle.training.last_year
    said = scored_of(champion.predict_frame(eleven_of(accidents, last)))
    seen = seen_by(champion.bundle.training, accidents.year[last])
    return challenge(accidents.eclo[last], accidents.worst[last], said, trained.held_out, champion_saw=seen)


def outcome_accidents(stored: Sequence[StoredPrediction], source: str) -> Accidents:
    """Predicted accidents whose outcome is known, as a table to learn from. Raises UnusableTable."""
    import pandas as pd

    from model.data import accidents_of
    from model.features import BY_NAME
    from model.labels import WEIGHTS, WORST

    columns = dict(zip(reversed(WORST), WEIGHTS, strict=True))  # with its counts an accident tells how badly people were hurt, too
    known = [(prediction.inputs, prediction.outcome) for prediction in stored if prediction.outcome is not None]
    rows = [
        {BY_NAME[name].column: value for name, value in inputs.items()}
        | ({columns[name]: count for name, count in outcome.counts.items()} if outcome.counts else {"ECLO": outcome.eclo})
        for inputs, outcome in known
    ]
    return accidents_of(pd.DataFrame(rows), source=source)


def _data(accidents: Accidents) -> dict[str, Any]:
    report = accidents.report
    return {
        "sources": list(report.sources),
        "sha256": dict(accidents.sha256),
        "rows": accidents.table.rows,
        "years": dict(report.years),
        "report": report.to_json(),
    }
