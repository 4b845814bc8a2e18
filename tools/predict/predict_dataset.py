from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model.errors import UnusableTable
from tools._context import ToolContext
from tools._csv import write_csv
from tools._registry import tool
from tools._result import Artifact, Table, ToolResult
from tools._text import Text
from tools.predict._cells import cell_sentences

if TYPE_CHECKING:
    import pandas as pd

    from model.predict import FramePrediction, FrameReport

CHUNK = 2_000
_TRIED = 500  # rows, about
_BANDS = ((0, 0.25), (0.25, 0.5), (0.5, 0.75), (0.75, 0.95), (0.95, 1.0))

_COLUMN_ECLO, _COLUMN_LOW, _COLUMN_HIGH = (
    Text("예측_ECLO", "predicted_ECLO"),
    Text("예측_하한80", "predicted_low80"),
    Text("예측_상한80", "predicted_high80"),
)
_FILE = Text(ko="{name}_ECLO예측.csv", en="{name}_eclo_predicted.csv")
_ALT = Text(
    ko="{rows:,}행의 예상 ECLO와 80% 구간이 든 CSV 파일", en="CSV file with the predicted ECLO and an 80% interval for {rows:,} rows"
)
_SUMMARY = Text(
    ko="{name}의 {rows:,}행 모두 ECLO를 예측했어요. 평균 {mean:.2f}, 중앙값 {median:.2f}, 가장 높은 값 {highest:.1f}(데이터 {row:,}번째 행)이에요.",
    en="Predicted ECLO for all {rows:,} rows of {name}: mean {mean:.2f}, median {median:.2f}, highest {highest:.1f} (data row {row:,}).",
)
_COMPARED = Text(
    ko="파일의 실제 ECLO와 견주면 평균 절대 오차 {mae:.2f}, 실제 평균 {actual:.2f|예요} ({rows:,}행).",
    en="Against the ECLO in the file: mean absolute error {mae:.2f}, actual mean {actual:.2f} ({rows:,} rows).",
)
_WIDER: dict[str, Text] = {
    "wider": Text(
        ko="모르는 값이 있는 {rows:,}행은 그 값을 빼고 예측해서 구간이 평균 {percent:.0f}% 넓어졌어요.",
        en="{rows:,} rows were predicted without what is unknown, which makes their intervals {percent:.0f}% wider on average.",
    ),
    "same": Text(
        ko="모르는 값이 있는 {rows:,}행은 그 값을 빼고 예측했고, 구간은 평균 1%도 넓어지지 않았어요.",
        en="{rows:,} rows were predicted without what is unknown, which makes their intervals less than 1% wider on average.",
    ),
}
_UNUSABLE = Text(
    ko="{rows:,}행은 아는 값이 하나도 없어 아무 사고에 대한 예측이에요.",
    en="{rows:,} rows had no known value: theirs is the prediction for any accident.",
)
_YEAR = Text(
    ko="{rows:,}행은 학습 자료({year}년까지) 뒤의 연도라 {year}년처럼 예측했어요.",
    en="{rows:,} rows are of years after the training data (up to {year}) and were predicted as {year}.",
)
_TABLE_TITLE, _SHARE, _RANGE, _ROWS = Text("예상 ECLO의 분포", "How predicted ECLO is distributed"), Text("낮은 쪽부터", "From the low end"), Text("예상 ECLO", "Predicted ECLO"), Text("행", "Rows")  # fmt: skip


class _Readable(Exception):
    """Ends a trial prediction: the first row could be predicted."""


def _stop(_done: int, _rows: int) -> None:
    raise _Readable


def _can_be_predicted(*, ctx: ToolContext) -> None:
    """Raises UnusableTable for a dataset without accident columns, before a job is made of it.

    Some rows from all over tell it at once; only when they can't be used is the whole table read.
    """
    frame = ctx.frame()
    with suppress(_Readable):
        try:
            ctx.predictor().predict_frame(frame.iloc[:: max(1, len(frame) // _TRIED)], progress=_stop, chunk=1)
        except UnusableTable:
            ctx.predictor().predict_frame(frame, progress=_stop, chunk=1)


@tool(
    effect="job",
    needs_dataset=True,
    title=Text(ko="데이터 전체의 ECLO 예측", en="predicting ECLO for the whole dataset"),
    check=_can_be_predicted,
)
def predict_dataset(*, ctx: ToolContext) -> ToolResult:
    """Predict ECLO for every row of the current dataset, as a job: a result CSV, a summary and the distribution.

    The dataset needs at least three of the accident features as columns, Korean or English, in any order.
    """
    dataset = ctx.need_dataset()
    ctx.progress(0, dataset.profile.rows)
    frame = ctx.frame()
    # Predicting a row is one half of the work, writing it the other.
    predicted = ctx.predictor().predict_frame(frame, progress=lambda done, rows: ctx.progress(done // 2, rows), chunk=CHUNK)
    artifact = _result_file(frame, predicted, dataset.name, ctx)
    actual = _compare(frame, predicted, dataset.profile.roles.target)
    return ToolResult(
        "\n".join(_sentences(dataset.name, predicted, actual, ctx)),
        {
            "rows": predicted.report.rows,
            "mean": float(predicted.eclo.mean()),
            "median": float(_quantile(predicted, 0.5)),
            "max": float(predicted.eclo.max()),
            "actual": actual,
            "columns_used": predicted.report.found,
            "columns_derived": predicted.report.derived,
            "columns_missing": predicted.report.missing,
            "unknown_cells": predicted.report.unknown,
            "unknown_values": predicted.report.unknown_values,
            "contradicted": predicted.report.contradicted,
            "empty_cells": {name: count for name, count in predicted.report.empty.items() if count},
            "rows_with_unknown": predicted.report.unknown_rows,
            "widening": predicted.report.widening,
            "rows_without_any_value": predicted.report.unusable_rows,
            "model": predicted.model_version,
        },
        [_distribution(predicted, ctx)],
        [artifact],
    )


def _result_file(frame: pd.DataFrame, predicted: FramePrediction, name: str, ctx: ToolContext) -> Artifact:
    """The dataset's own columns and the predictions behind them; a column of such a name that is there already gives way."""
    added = {
        ctx.say(_COLUMN_ECLO): predicted.eclo.round(4),
        ctx.say(_COLUMN_LOW): predicted.low.round(4),
        ctx.say(_COLUMN_HIGH): predicted.high.round(4),
    }
    with tempfile.NamedTemporaryFile(prefix="eclo-", suffix=".csv", delete=False) as file:
        target = Path(file.name)
    try:
        write_csv(
            frame.drop(columns=[c for c in added if c in frame.columns]).assign(**added),
            target,
            lambda done, rows: ctx.progress((rows + done) // 2, rows),
        )
    except BaseException:  # cancelled, or the disk is full
        target.unlink()
        raise
    return Artifact(ctx.say(_FILE, name=name.rsplit(".", 1)[0]), "text/csv", ctx.say(_ALT, rows=len(frame)), source=target)


def _compare(frame: pd.DataFrame, predicted: FramePrediction, target: str | None) -> dict[str, float] | None:
    """Error against the recorded ECLO, when the dataset has it."""
    import numpy as np
    import pandas as pd

    name = "ECLO" if "ECLO" in frame.columns else target if target and target.upper() == "ECLO" else None
    if name is None:
        return None
    actual = pd.to_numeric(frame[name], errors="coerce").to_numpy(dtype=float)
    known = np.isfinite(actual) & (actual >= 0)
    if not known.any():
        return None
    errors = np.abs(actual[known] - predicted.eclo[known])
    return {"mae": float(errors.mean()), "mean": float(actual[known].mean()), "rows": int(known.sum())}


def _sentences(name: str, predicted: FramePrediction, actual: dict[str, float] | None, ctx: ToolContext) -> list[str]:
    report, eclo = predicted.report, predicted.eclo
    highest = int(eclo.argmax())
    lines = [
        ctx.say(
            _SUMMARY, name=name, rows=report.rows, mean=float(eclo.mean()), median=_quantile(predicted, 0.5),
            highest=float(eclo[highest]), row=highest + 1,
        )
    ]  # fmt: skip
    if actual:
        lines.append(ctx.say(_COMPARED, mae=actual["mae"], actual=actual["mean"], rows=int(actual["rows"])))
    lines += _left_out(report, ctx)
    return lines


def _left_out(report: FrameReport, ctx: ToolContext) -> list[str]:
    lines = cell_sentences(report, ctx)
    if report.unknown_rows:
        percent = 100 * (report.widening - 1)
        lines.append(ctx.say(_WIDER["wider" if percent >= 1 else "same"], rows=report.unknown_rows, percent=percent))
    if report.unusable_rows:
        lines.append(ctx.say(_UNUSABLE, rows=report.unusable_rows))
    late = report.notes.get("year_after_training", 0)
    if late:
        lines.append(ctx.say(_YEAR, rows=late, year=ctx.predictor().bundle.training.last_year))
    return lines


def _quantile(predicted: FramePrediction, share: float) -> float:
    import numpy as np

    return float(np.quantile(predicted.eclo, share))


def _distribution(predicted: FramePrediction, ctx: ToolContext) -> Table:
    import numpy as np

    rows: list[list[Any]] = []
    ordered = np.sort(predicted.eclo)
    for low, high in _BANDS:
        band = ordered[round(low * len(ordered)) : round(high * len(ordered))]
        if len(band):
            rows.append([f"{low:.0%}–{high:.0%}", f"{band[0]:.2f}–{band[-1]:.2f}", len(band)])
    return Table([ctx.say(_SHARE), ctx.say(_RANGE), ctx.say(_ROWS)], rows, ctx.say(_TABLE_TITLE))
