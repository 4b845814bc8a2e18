from __future__ import annotations

import json
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import Field

from tools._context import ToolContext
from tools._errors import Refused
from tools._registry import tool
from tools._result import ToolResult
from tools._text import Text
from tools.dataset._say import join
from tools.transform import _columns, _made, _rows, _scales
from tools.transform._steps import Step
from tools.transform._work import MOST_COLUMNS, Said, Work, finished, read

_DID = Text(ko="한 일: {steps}.", en="What was done: {steps}.")
_NO_STEP = Text(
    ko="무엇을 할지 하나 이상 말씀해 주세요. 예: 비 오는 날만 남겨줘, 중복 제거해줘, ECLO를 로그로 바꾼 열 추가해줘",
    en="Say at least one step, such as: keep only rainy days, remove duplicates, add the log of ECLO.",
)
_NO_ROWS = Text(ko="이 데이터에는 행이 없어서 바꿀 것이 없어요.", en="This dataset has no rows to transform.")
_TOO_WIDE = Text(
    ko="열이 {columns:,}개나 돼요(최대 {most}개). 열을 고르거나 값이 적은 열로 나눠 주세요.",
    en="There would be {columns:,} columns (at most {most}). Select some, or split by fewer values.",
)

_WORK: dict[str, Callable[[Work, Any], Said]] = {
    "filter": _rows.filter_rows,
    "select": _columns.select,
    "drop": _columns.drop,
    "rename": _columns.rename,
    "type": _columns.change_type,
    "derive": _columns.derive,
    "date_part": _columns.date_part,
    "bin": _columns.bins,
    "when": _columns.when,
    "encode": _scales.encode,
    "scale": _scales.scale,
    "log": _scales.log,
    "pivot": _rows.pivot,
    "resample": _rows.resample,
    "deduplicate": _rows.deduplicate,
    "sample": _rows.sample,
    "sort": _rows.sort,
}
_LABELS: dict[str, Text] = {
    "filter": Text(ko="골라낸 행", en="filtered"),
    "select": Text(ko="고른 열", en="selected"),
    "drop": Text(ko="뺀 열", en="dropped"),
    "rename": Text(ko="이름 바꿈", en="renamed"),
    "type": Text(ko="형식 바꿈", en="retyped"),
    "derive": Text(ko="계산 열", en="derived"),
    "date_part": Text(ko="날짜 열", en="dates"),
    "bin": Text(ko="구간", en="binned"),
    "when": Text(ko="조건 열", en="conditions"),
    "encode": Text(ko="인코딩", en="encoded"),
    "scale": Text(ko="스케일", en="scaled"),
    "log": Text(ko="로그", en="log"),
    "pivot": Text(ko="피벗", en="pivot"),
    "resample": Text(ko="기간별", en="resampled"),
    "deduplicate": Text(ko="중복 제거", en="deduplicated"),
    "sample": Text(ko="표본", en="sample"),
    "sort": Text(ko="정렬", en="sorted"),
}


@tool(title=Text(ko="데이터를 변환하는 중", en="transforming the dataset"), needs_dataset=True)
def transform_dataset(
    steps: Annotated[list[Step], Field(description="What to do, in order; each step works on what the one before it left")],
    name: Annotated[str | None, Field(max_length=100, description="Name of the new dataset; made from the steps when left out")] = None,
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Make a new dataset from the current one: "비 오는 날만 남겨줘", "사망자수*10+중상자수*5를 점수라는 열로", "remove duplicates".

    Steps: filter, select, drop, rename, type, derive (arithmetic), date_part, bin, when (conditions), encode, scale, log, pivot, resample,
    deduplicate, sample, sort. The original stays; the conversation goes on with the new dataset, and undo_transform goes back.
    To only look at rows, counts or means of some rows, use the other tools with `where` instead.
    """
    parent = ctx.need_dataset()
    if not steps:
        raise Refused("no_step", _NO_STEP)
    if not parent.profile.rows:
        raise Refused("no_rows", _NO_ROWS)
    work = read(ctx)
    before = set(work.own)
    done: list[Said] = []
    told: list[dict[str, Any]] = []
    for step in steps:
        rows, columns = len(work.frame), len(work.own)
        said = _WORK[step.kind](work, step)
        if len(work.own) > MOST_COLUMNS:
            raise Refused("too_many_columns", _TOO_WIDE, columns=len(work.own), most=MOST_COLUMNS)
        done.append(said)
        told.append({"rows_before": rows, "rows": len(work.frame), "columns_before": columns, "columns": len(work.own)})
    frame = finished(work)
    settings = [step.model_dump(exclude_none=True) for step in steps]
    words = {"ko": [s.say("ko") for s in done], "en": [s.say("en") for s in done]}
    notes = {"ko": [n.say("ko") for n in work.notes], "en": [n.say("en") for n in work.notes]}
    made = _made.make(ctx, frame, name or _name(ctx, steps), "transform_dataset", steps=settings, words=words, notes=notes)
    first, back = _made.told(ctx, parent, made)
    new = [c for c in map(str, frame.columns) if c not in before]
    data = {**_made.identity(made, parent), "steps": [{**s, **t} for s, t in zip(settings, told, strict=True)], "new_columns": new}
    data |= {"words": words[ctx.language], "notes": notes[ctx.language]}
    did = ctx.say(_DID, steps="; ".join(words[ctx.language]))
    table = _made.preview(ctx, frame, made, [*new, *_about(settings, list(map(str, frame.columns)))])
    return ToolResult(join(first, did, *notes[ctx.language], back), data, [table])


def _about(settings: list[dict[str, Any]], columns: list[str]) -> list[str]:
    """The columns that the steps name, to be seen in the preview."""
    said = json.dumps(settings, ensure_ascii=False)
    return [c for c in columns if c in said]


def _name(ctx: ToolContext, steps: list[Step]) -> str:
    """The old name with what was done behind it: "accidents · 골라낸 행"; only the upload's name before it once that gets long."""
    base = _made.stem(ctx.need_dataset().name)
    words = ", ".join(list(dict.fromkeys(ctx.say(_LABELS[step.kind]) for step in steps))[:3])
    return f"{base if len(base) <= 60 else base.split(' · ')[0][:60]} · {words}"
