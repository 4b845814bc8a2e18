"""Steps about rows: filter, deduplicate, sample, sort; and those that make other rows: pivot, resample."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tools._errors import Refused
from tools._operators import Scalar
from tools._text import Text
from tools._where import AND
from tools.dataset._calendar import calendar_of
from tools.dataset._compare import absent, matches
from tools.dataset._conditions import describe, missed
from tools.dataset._pick import DATE_KINDS, NUMERIC_KINDS, is_identifier
from tools.dataset._say import code, join, names
from tools.dataset._statistics import OPERATION_WORDS
from tools.dataset._values import dates, levels
from tools.transform._steps import Deduplicate, Filter, Pivot, Resample, Sample, Sort
from tools.transform._work import Said, Work

if TYPE_CHECKING:
    import pandas as pd

    from tools._where import Condition

MOST_PIVOTED = 200

_FILTERED = Text(ko="{conditions} 행만 남기기", en="keep rows with {conditions}")
_NO_ROWS = Text(
    ko="{conditions} 행이 없어요. 조건을 바꿔 다시 말씀해 주세요.", en="No row has {conditions}. Change the condition and ask again."
)
_DEDUPLICATED = Text(ko="{columns:가} 같은 행은 {which} 것만 남기기", en="of rows equal in {columns} keep the {which}")
_ALL = Text(ko="모든 열", en="all columns")
_FIRST, _LAST = Text(ko="첫", en="first"), Text(ko="마지막", en="last")
_NO_DUPLICATES = Text(ko="{columns:가} 같은 행이 없어서 뺄 것이 없었어요.", en="No rows are equal in {columns}, so none was left out.")
_SAMPLED = Text(ko="무작위로 {n:,}행 뽑기(시드 {seed})", en="draw {n:,} rows at random (seed {seed})")
_FEWER = Text(
    ko="{asked:,}행보다 적어서 있는 {rows:,}행을 모두 담았어요.", en="There are fewer than {asked:,} rows: all {rows:,} are kept."
)
_HOW_MANY = Text(
    ko="몇 행을 뽑을지 n이나 fraction 중 하나로 말씀해 주세요. 예: 1000행, 10%", en="Say how many rows: either n or a fraction."
)
_SORTED = Text(ko="{columns} {order} 정렬", en="sort by {columns}, {order}")
_UP, _DOWN = Text(ko="오름차순", en="ascending"), Text(ko="내림차순", en="descending")
_PIVOTED = Text(ko="행 {rows}, 열 {columns}, 값 {value:로} 피벗", en="pivot: rows {rows}, columns {columns}, values {value}")
_VALUE = Text(ko="{column} {word}", en="{word} of {column}")
_COUNT = Text(ko="건수", en="count")
_MISSING = Text(ko="(비어 있음)", en="(missing)")
_SKIPPED = Text(ko="{columns:가} 비어 있는 {rows:,}행은 뺐어요.", en="{rows:,} rows without {columns} are left out.")
_RESAMPLED = Text(ko="{date} 기준 {unit} {word:로} 묶기", en="{word} by {unit} of {date}")
_UNITS = {
    "hour": (Text(ko="시간별", en="hour"), "h"),
    "day": (Text(ko="일별", en="day"), "D"),
    "week": (Text(ko="주별(월요일 시작)", en="week (from Monday)"), "W-MON"),
    "month": (Text(ko="월별", en="month"), "MS"),
    "quarter": (Text(ko="분기별", en="quarter"), "QS"),
    "year": (Text(ko="연별", en="year"), "YS"),
}
_NO_DATE = Text(
    ko="날짜 열이 없어서 기간별로 묶을 수 없어요. ‘월’ 같은 열이 있으면 그 열로 묶는 그룹별 집계를 해 보세요.",
    en="There is no date column to group by time. Aggregating by a column such as the month would work.",
)
NOT_DATE = Text(ko="{column} 열의 값은 날짜로 읽을 수 없어요.", en="The values of {column} can't be read as dates.")
_TOO_MANY = Text(
    ko="{unit}로 나누면 {rows:,}행이 되어 너무 많아요(최대 {most:,}행). 더 큰 단위로 말씀해 주세요.",
    en="By {unit} there would be {rows:,} rows (at most {most:,}). Choose a larger unit.",
)
_MOST_PERIODS = 1_000_000
_WHAT = Text(ko="집계할", en="aggregated")
_EMPTY = Text(ko="행이 없는 기간은 건수 0으로 두었어요.", en="Periods without rows have a count of 0.")


def hits(work: Work, conditions: list[Condition]) -> tuple[pd.Series[bool], Said]:
    """Which rows meet all conditions, and the conditions in words. Raises Refused."""
    import pandas as pd

    looking, columns = work.looking()
    kept = pd.Series(True, index=work.frame.index)
    said = []
    unknown: dict[str, list[Scalar]] = {}
    for condition in conditions:
        name = work.column(condition.column)
        kept &= matches(columns[name], work.frame[name], condition.operator, condition.value)
        said.append((columns[name], condition.operator, condition.value))
        unknown |= {name: gone} if (gone := absent(columns[name], work.frame[name], condition.operator, condition.value)) else {}
    spoken, nowhere = {}, {}
    for language in ("ko", "en"):
        there = replace(looking, language=language)
        joiner = AND.ko if language == "ko" else AND.en
        spoken[language] = joiner.join(describe(there, *parts) for parts in said)
        nowhere[language] = join(*(missed(there, columns[name], values) for name, values in unknown.items()))
    if unknown:
        work.note(Text("{ko}", "{en}"), **nowhere)
    return kept, Said(Text("{ko}", "{en}"), spoken)


def filter_rows(work: Work, step: Filter) -> Said:
    kept, said = hits(work, step.conditions)
    if not kept.any():
        raise Refused("no_rows_match", _NO_ROWS, conditions=said.say(work.ctx.language))
    work.frame = work.frame[kept].reset_index(drop=True)
    return Said(_FILTERED, {"conditions": said})


def deduplicate(work: Work, step: Deduplicate) -> Said:
    columns = work.columns(step.columns) if step.columns else None
    said = names(columns) if columns else _ALL
    before = len(work.frame)
    repeated = work.frame.duplicated(subset=columns or work.own, keep=step.keep)
    work.frame = work.frame[~repeated].reset_index(drop=True)
    if len(work.frame) == before:
        work.note(_NO_DUPLICATES, columns=said)
    return Said(_DEDUPLICATED, {"columns": said, "which": _FIRST if step.keep == "first" else _LAST})


def sample(work: Work, step: Sample) -> Said:
    rows = len(work.frame)
    if (step.n is None) == (step.fraction is None):
        raise Refused("bad_sample", _HOW_MANY)
    n = step.n if step.n is not None else max(1, round(float(step.fraction or 0) * rows))
    if n > rows:
        work.note(_FEWER, asked=n, rows=rows)
    drawn = work.frame.sample(n=min(n, rows), random_state=step.seed)
    work.frame = drawn.sort_index().reset_index(drop=True)
    return Said(_SAMPLED, {"n": min(n, rows), "seed": step.seed})


def sort(work: Work, step: Sort) -> Said:
    columns = work.columns(step.columns)
    work.frame = work.frame.sort_values(columns, ascending=step.ascending, kind="stable", na_position="last").reset_index(drop=True)
    return Said(_SORTED, {"columns": names(columns), "order": _UP if step.ascending else _DOWN})


def pivot(work: Work, step: Pivot) -> Said:
    """Cells with no row are 0 for counts and sums, missing otherwise. Rows without one of the keys are left out and counted."""
    rows, across = work.columns(step.rows), work.column(step.columns)
    keys = [*rows, across]
    frame, operation = work.frame, step.operation
    frame = frame.assign(**{name: _labels(frame[name], work.kind(name)) for name in (across,)})
    if step.values is None:
        operation = "count"
    present = frame[keys].notna().all(axis=1)
    if skipped := int((~present).sum()):
        work.note(_SKIPPED, columns=names(keys), rows=skipped)
    frame = frame[present]
    work.wide(int(frame[across].nunique()), across, MOST_PIVOTED)
    if step.values is None:
        counted = frame.groupby(keys, observed=True).size()
        value: Said | Text = _COUNT
    else:
        name, values = work.numeric(step.values, _WHAT)
        grouped = values[present].groupby([frame[k] for k in keys], observed=True)
        counted = grouped.sum(min_count=1) if operation == "sum" else grouped.agg(operation)
        value = Said(_VALUE, {"column": code(name), "word": OPERATION_WORDS[operation]})
    table = counted.unstack(across)
    if operation in ("count", "sum"):
        table = table.fillna(0)
    order = _ordered(across, list(table.columns))
    table = table[order].reset_index()
    table.columns = [str(c) for c in table.columns]
    whole = operation == "count"
    work.kinds = {r: work.kind(r) for r in rows} | ({c: "integer" for c in table.columns if c not in rows} if whole else {})
    work.frame, work.derived = table, set()
    return Said(_PIVOTED, {"rows": names(rows), "columns": code(across), "value": value})


def _labels(series: pd.Series[Any], kind: str) -> pd.Series[Any]:
    """Values that become names of columns: whole numbers without ".0", days without a time."""
    if kind in DATE_KINDS:
        named: pd.Series[Any] = dates(series).dt.strftime("%Y-%m-%d" if kind == "date" else "%Y-%m-%d %H:%M")
        return named
    return levels(series).reindex(series.index) if kind == "text" else levels(series).astype(object).reindex(series.index)


def _ordered(name: str, values: list[Any]) -> list[Any]:
    calendar = calendar_of(name, values)
    if calendar is not None:
        return sorted(values, key=calendar.rank)
    try:
        return sorted(values)
    except TypeError:
        return sorted(values, key=str)


def resample(work: Work, step: Resample) -> Said:
    """One row a period from the first to the last, also for those without rows. Periods are named by their first day or hour."""
    import pandas as pd

    date = _date_column(work, step.date)
    moments = dates(work.frame[date])
    if not moments.notna().any():
        raise Refused("not_date", NOT_DATE, column=code(date))
    if skipped := int(moments.isna().sum()):
        work.note(_SKIPPED, columns=code(date), rows=skipped)
    label, rule = _UNITS[step.unit]
    spread = moments.max() - moments.min()
    periods = int(spread.total_seconds() // (3600 if step.unit == "hour" else 86_400)) + 1
    if step.unit in ("hour", "day") and periods > _MOST_PERIODS:
        raise Refused("too_many_rows", _TOO_MANY, unit=label.say(work.ctx.language), rows=periods, most=_MOST_PERIODS)
    wanted = work.columns(step.columns) if step.columns else _worth_adding(work, date)
    values = pd.DataFrame({name: work.numeric(name, _WHAT)[1] for name in wanted}, index=work.frame.index)
    kept = moments.notna()
    grouped = values[kept].assign(**{date: moments[kept]}).resample(rule, on=date, closed="left", label="left")
    counts = grouped.size()
    aggregated = grouped[wanted].agg(step.operation) if wanted else pd.DataFrame(index=counts.index)
    count_name = next(n for n in (work.ctx.say(_COUNT), "rows", "n_rows", "n_rows_2") if n not in wanted)
    table = pd.concat([counts.rename(count_name), aggregated], axis=1).reset_index(names=date)
    if (counts == 0).any():
        work.note(_EMPTY)
    same = {name: work.kind(name) for name in wanted if step.operation in ("sum", "min", "max", "count")}
    work.kinds = {date: "datetime" if step.unit == "hour" else "date", count_name: "integer", **same}
    work.frame, work.derived = table, set()
    return Said(_RESAMPLED, {"date": code(date), "unit": label, "word": OPERATION_WORDS[step.operation]})


def _date_column(work: Work, asked: str | None) -> str:
    if asked:
        return work.column(asked)
    role = work.ctx.need_dataset().profile.roles.date
    dated = [c for c in work.own if work.kind(c) in DATE_KINDS]
    found = role if role in work.own else next(iter(dated), None)
    if found is None:
        raise Refused("no_date", _NO_DATE)
    return found


def _worth_adding(work: Work, date: str) -> list[str]:
    """Quantities: no keys, no parts of a date, no coordinates, no constants."""
    profile = work.ctx.need_dataset().profile
    known = {c.name: c for c in profile.columns}
    fit = []
    for name in work.own:
        column = known.get(name)
        if name == date or work.kind(name) not in NUMERIC_KINDS or name in (profile.roles.latitude, profile.roles.longitude):
            continue
        if column is not None and (column.unique <= 1 or is_identifier(column, profile.rows)):
            continue
        if calendar_of(name, levels(work.frame[name]).drop_duplicates().head(200)) is None:
            fit.append(name)
    return fit
