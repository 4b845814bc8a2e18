from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from storage.errors import NotFound
from storage.lineage import uploads
from tools._context import ToolContext
from tools._errors import Refused
from tools._registry import tool
from tools._result import Artifact, ToolResult
from tools._text import Text
from tools.dataset._kinds import KIND_WORDS
from tools.dataset._say import heads, percent, shorten
from tools.datasets._find import shown
from tools.missing._report import Section, Sheet, markdown, workbook
from tools.missing.analyze_missing import analyze_missing
from tools.transform import _made

if TYPE_CHECKING:
    from storage.datasets import Dataset

_TITLE = Text(ko="데이터 보고서: {name}", en="Data report: {name}")
_DONE = Text(
    ko="{name}의 보고서를 Markdown과 XLSX로 만들었어요. 올린 파일부터 {steps}단계의 기록, 결측 분석, 채운 내용과 정의가 들어 있어요.",
    en="Made a report on {name} as Markdown and XLSX: the record from the upload on (steps: {steps}), missing values, what was filled in, and definitions.",
)
_DATA, _TRAIL, _GAPS, _FILLED, _DEFINITIONS = (
    Text(ko="데이터|데이터", en="The dataset|Dataset"),
    Text(ko="올린 파일부터의 기록|기록", en="From the upload on|Steps"),
    Text(ko="결측 분석|결측", en="Missing values|Missing"),
    Text(ko="결측 대체|대체", en="Gaps filled|Filled"),
    Text(ko="정의|정의", en="Definitions|Definitions"),
)
_SHAPE = Text(ko="{rows:,}행 × {columns:,}열. {now}에 만든 보고서예요.", en="{rows:,} rows × {columns:,} columns. Reported on {now}.")
_FROM = Text(ko="올린 파일: {files}", en="Uploaded as: {files}")
_BAD = Text(ko="읽을 수 없어 뺀 행: {rows:,}", en="Rows that could not be read: {rows:,}")
_UPLOADED = Text(ko="파일을 올림", en="uploaded")
_GONE = Text(ko="파일을 올림(그 뒤 지워짐)", en="uploaded (deleted since)")
_NO_STEPS = Text(ko="올린 그대로이고 아무것도 바꾸지 않았어요.", en="It is as it was uploaded.")
_NO_GAPS = Text(ko="빈 값이 없어요.", en="No values are missing.")
_NO_FILLING = Text(ko="채운 빈 값이 없어요.", en="No gaps were filled.")
_COLUMN_HEADS = Text(ko="열|종류|빈 값|비율|서로 다른 값|예|최소|최대", en="column|kind|missing|share|distinct|example|minimum|maximum")
_TRAIL_HEADS = Text(
    ko="단계|데이터|한 일|행(전)|행(후)|열(전)|열(후)|때|한 사람|값으로 본 내용",
    en="step|dataset|what was done|rows before|rows after|columns before|columns after|when|who|as data",
)
_GAP_HEADS = Text(ko="열|빈 값|비율|추천|근거", en="column|missing|share|recommendation|reason")
_FILLED_HEADS = Text(
    ko="단계|방법|열|채움|남음|평균·최빈값(전)|평균·최빈값(후)|표준편차(전)|표준편차(후)",
    en="step|strategy|column|filled|left|mean or mode before|mean or mode after|sd before|sd after",
)
_DEFINITION_HEADS = Text(ko="무엇|정의", en="what|definition")
_FILE = Text(ko="{name}_보고서", en="{name}_report")
_ALT_MD, _ALT_XLSX = (
    Text(ko="{name} 보고서(Markdown)", en="Report on {name} (Markdown)"),
    Text(ko="{name} 보고서(XLSX)", en="Report on {name} (XLSX)"),
)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MISSING = Text(ko="결측", en="missing")


@tool(title=Text(ko="보고서를 만드는 중", en="writing a report"), needs_dataset=True)
def make_report(
    title: Annotated[str | None, Field(max_length=120, description="Heading of the report; from the dataset's name when left out")] = None,
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Write a report on the current dataset as Markdown and XLSX: "보고서 만들어줘", "make a report", "audit trail".

    Columns and kinds; every step from the upload on with rows and columns before and after, when and by whom; the analysis of missing
    values; what was filled in with which strategy; and the definitions of every figure.
    """
    dataset = ctx.need_dataset()
    steps = list(_steps(dataset.lineage, dataset.name))
    analysed = _analysed(ctx)
    sections = [_data(ctx), _trail(ctx, steps), _gaps(ctx, analysed), _filled(ctx, steps), _definitions(ctx, steps, analysed)]
    heading = title or ctx.say(_TITLE, name=shown(dataset.name))
    base = ctx.say(_FILE, name=_made.stem(dataset.name)[:60].replace("/", "_"))
    files = [
        Artifact(f"{base}.md", "text/markdown", ctx.say(_ALT_MD, name=shown(dataset.name)), markdown(heading, sections)),
        Artifact(f"{base}.xlsx", _XLSX, ctx.say(_ALT_XLSX, name=shown(dataset.name)), workbook(heading, sections)),
    ]
    data = {
        "dataset": {"id": dataset.id, "name": dataset.name},
        "uploads": uploads(dataset.lineage, dataset.name),
        "steps": [{"dataset": name, **step} for name, step in steps],
        "sections": [section.title for section in sections],
        "missing": None if analysed is None else analysed.data["missing"],
    }
    return ToolResult(ctx.say(_DONE, name=f"`{shown(dataset.name)}`", steps=len(steps)), data, [], files)


def _steps(lineage: Mapping[str, Any], name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """(dataset, what was done to make it) from the uploads on, the oldest first."""
    for parent in lineage.get("parents", []):
        yield from _steps(parent.get("lineage", {}), str(parent["name"]))
    for step in lineage.get("steps", []):
        yield name, step


def _uploads(lineage: Mapping[str, Any], dataset_id: str, name: str) -> Iterator[tuple[str, str]]:
    """(id, name) of the uploads it all began with."""
    if not lineage.get("parents"):
        yield dataset_id, name
    for parent in lineage.get("parents", []):
        yield from _uploads(parent.get("lineage", {}), str(parent["id"]), str(parent["name"]))


def _uploaded(ctx: ToolContext, dataset_id: str, name: str) -> list[Any]:
    """Step 0: the upload with its size, when and by whom, and what identifies its content; less where it was deleted since."""
    try:
        upload = ctx.wait(ctx.stores.datasets.get(ctx.scope, dataset_id))
    except NotFound:
        return [0, name, ctx.say(_GONE), *[None] * 7]
    facts = json.dumps({"sha256": upload.sha256, "bytes": upload.size})
    at = upload.created_at.astimezone(ctx.now.tzinfo).isoformat(timespec="seconds")
    columns = len(upload.profile.columns)
    return [0, name, ctx.say(_UPLOADED), None, upload.profile.rows, None, columns, at, upload.owner, facts]


def _analysed(ctx: ToolContext) -> ToolResult | None:
    try:
        return analyze_missing(ctx=ctx)
    except Refused:  # nothing is missing
        return None


def _section(
    ctx: ToolContext, title: Text, paragraphs: list[str], columns: Text | None = None, rows: list[list[Any]] | None = None
) -> Section:
    long, short = heads(ctx.language, title)
    table = Sheet(heads(ctx.language, columns), rows) if columns is not None and rows else None
    return Section(long, short, [p for p in paragraphs if p], table)


def _data(ctx: ToolContext) -> Section:
    dataset, profile = ctx.need_dataset(), ctx.need_dataset().profile
    paragraphs = [
        ctx.say(_SHAPE, rows=profile.rows, columns=len(profile.columns), now=f"{ctx.now:%Y-%m-%d %H:%M}"),
        ctx.say(_FROM, files=", ".join(f"`{shown(n)}`" for n in uploads(dataset.lineage, dataset.name))),
        ctx.say(_BAD, rows=profile.bad_row_count) if profile.bad_row_count else "",
    ]
    rows = [
        [
            c.name, ctx.say(KIND_WORDS[c.kind]), c.missing, percent(c.missing, profile.rows), c.unique,
            shorten(c.example, 40), c.minimum, c.maximum,
        ]
        for c in profile.columns
    ]  # fmt: skip
    return _section(ctx, _DATA, paragraphs, _COLUMN_HEADS, rows)


def _trail(ctx: ToolContext, steps: list[tuple[str, Mapping[str, Any]]]) -> Section:
    dataset: Dataset = ctx.need_dataset()
    rows: list[list[Any]] = [_uploaded(ctx, *upload) for upload in dict.fromkeys(_uploads(dataset.lineage, dataset.id, dataset.name))]
    for number, (name, step) in enumerate(steps, start=1):
        before, after = step.get("before") or {}, step.get("after") or {}
        words = step.get("words", {})
        said = "; ".join(words.get(ctx.language, [])) if isinstance(words, Mapping) else ""
        notes = step.get("notes", {})
        said = " ".join([said or str(step.get("tool", "")), *(notes.get(ctx.language, []) if isinstance(notes, Mapping) else [])])
        facts = {k: v for k, v in step.items() if k not in ("words", "notes", "before", "after", "at", "by", "columns_after")}
        rows.append(
            [
                number, name, said, before.get("rows"), after.get("rows"), before.get("columns"), after.get("columns"),
                step.get("at"), step.get("by"), shorten(json.dumps(facts, ensure_ascii=False, default=str), 2000),
            ]
        )  # fmt: skip
    return _section(ctx, _TRAIL, [] if steps else [ctx.say(_NO_STEPS)], _TRAIL_HEADS, rows)


def _gaps(ctx: ToolContext, analysed: ToolResult | None) -> Section:
    if analysed is None:
        return _section(ctx, _GAPS, [ctx.say(_NO_GAPS)])
    reasons = {c["column"]: c["reason_said"] for c in analysed.data["recommendations"]}
    rows = [[row[0], row[1], f"{row[2]}%", row[4], reasons[str(row[0])]] for row in analysed.tables[1].rows]
    return _section(ctx, _GAPS, analysed.text.split("\n"), _GAP_HEADS, rows)


def _filled(ctx: ToolContext, steps: list[tuple[str, Mapping[str, Any]]]) -> Section:
    rows: list[list[Any]] = []
    for number, (_, step) in enumerate(steps, start=1):
        if step.get("tool") == "impute_missing" and step["strategy"] != "drop":
            for c in step.get("columns", []):
                middle = [c.get(f"mean_{when}", _most(c.get(f"top_{when}"))) for when in ("before", "after")]
                rows.append([number, step["strategy"], c["column"], c["filled"], c["left"], *middle, c.get("sd_before"), c.get("sd_after")])
    return _section(ctx, _FILLED, [] if rows else [ctx.say(_NO_FILLING)], _FILLED_HEADS, rows)


def _most(top: list[Any] | None) -> str | None:
    return f"{shorten(str(top[0]), 40)} ({top[1]:,})" if top else None


def _definitions(ctx: ToolContext, steps: list[tuple[str, Mapping[str, Any]]], analysed: ToolResult | None) -> Section:
    rows: list[list[Any]] = [[str(step["tool"]), str(step["definition"])] for _, step in steps if step.get("definition")]
    if analysed is not None:
        rows.append([ctx.say(_MISSING), analysed.data["definition"]])
    rows.append(["missing", "no value in the cell; share = missing / rows"])
    return _section(ctx, _DEFINITIONS, [], _DEFINITION_HEADS, list(map(list, dict.fromkeys(map(tuple, rows)))))
