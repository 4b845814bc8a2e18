"""Runs in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tools._context import ToolContext
from tools._text import Text

METRICS: dict[str, Text] = {
    "rmsle": Text("RMSLE (작을수록 좋음)", "RMSLE (smaller is better)"),
    "mae": Text("평균 절대 오차", "Mean absolute error"),
    "log_loss": Text("부상 정도 로그 손실 (작을수록 좋음)", "Log loss of the worst injury (smaller is better)"),
    "auc_fatal": Text("AUC 사망", "AUC fatal"),
    "auc_fatal_or_serious": Text("AUC 사망·중상", "AUC fatal or serious"),
    "coverage": Text("80% 구간에 든 비율", "Share inside the 80% interval"),
}


def metric_rows(tables: Sequence[Mapping[str, Any]], names: Mapping[str, Text], ctx: ToolContext) -> list[list[Any]]:
    """A row for each metric that any of the tables has; None where one has it not."""
    known = [name for name in names if any(name in table for table in tables)]
    return [[ctx.say(names[name]), *(table.get(name) for table in tables)] for name in known]


def data_sentences(_data: Mapping[str, Any], _ctx: ToolContext) -> list[str]:
    return []
