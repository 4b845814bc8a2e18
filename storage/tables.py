"""The tables. A change here comes with a migration in storage/migrations/versions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

metadata = sa.MetaData()


class Moment(sa.types.TypeDecorator[datetime]):
    """An aware UTC datetime; SQLite has no such type and would drop the zone."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return None if value is None else (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)


def _scope() -> list[sa.Column[Any]]:
    return [
        sa.Column("workspace", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(64), nullable=False),
        sa.Column("thread", sa.String(64), nullable=False),
    ]


datasets = sa.Table(
    "datasets",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    *_scope(),
    sa.Column("owner", sa.String(64), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("original", sa.String(160), nullable=False),
    sa.Column("parquet", sa.String(160), nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("profile", sa.JSON, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("lineage", sa.JSON, nullable=False, server_default="{}"),  # see storage.lineage
    sa.Column("description", sa.Text, nullable=False, server_default=""),
    sa.Index("datasets_by_channel", "workspace", "channel", "created_at"),
)

threads = sa.Table(
    "threads",
    metadata,
    sa.Column("workspace", sa.String(64), primary_key=True),
    sa.Column("channel", sa.String(64), primary_key=True),
    sa.Column("thread", sa.String(64), primary_key=True),
    sa.Column("dataset_id", sa.String(32), sa.ForeignKey("datasets.id", ondelete="SET NULL")),
    sa.Column("pending", sa.JSON(none_as_null=True)),  # a tool call that waits for the user's consent
)

transcripts = sa.Table(
    "transcripts",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    *_scope(),
    sa.Column("turn", sa.String(128), nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("content", sa.JSON, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.UniqueConstraint("workspace", "channel", "thread", "turn", "position", name="one_place_in_a_turn"),
)

jobs = sa.Table(
    "jobs",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    *_scope(),
    sa.Column("owner", sa.String(64), nullable=False),
    sa.Column("front", sa.String(16), nullable=False),  # which front end shows it
    sa.Column("language", sa.String(2), nullable=False),
    sa.Column("tool", sa.String(64), nullable=False),
    sa.Column("args", sa.JSON, nullable=False),
    sa.Column("dataset_id", sa.String(32)),
    sa.Column("turn", sa.String(128), nullable=False),
    sa.Column("call", sa.String(128), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("done", sa.BigInteger, nullable=False, default=0),
    sa.Column("total", sa.BigInteger, nullable=False, default=0),
    sa.Column("attempt", sa.Integer, nullable=False, default=0),
    sa.Column("cancel_requested", sa.Boolean, nullable=False, default=False),
    sa.Column("log", sa.JSON, nullable=False, default=list),
    sa.Column("result", sa.JSON(none_as_null=True)),
    sa.Column("error", sa.JSON(none_as_null=True)),
    sa.Column("announced", sa.String(64), nullable=False, default=""),
    sa.Column("announcement", sa.JSON, nullable=False, default=dict),  # where its progress is shown
    sa.Column("announce_lease", Moment),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("heartbeat_at", Moment),
    sa.Column("ended_at", Moment),
    sa.UniqueConstraint("workspace", "channel", "thread", "turn", "call", name="one_job_a_call"),
    sa.Index("jobs_by_state", "state"),
)

inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    *_scope(),
    sa.Column("payload", sa.JSON, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.Column("notes", sa.JSON, nullable=False, default=dict),  # e.g. which message the answer goes to
    sa.Column("lease_until", Moment),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("ended_at", Moment),
    sa.Index("inbox_by_state", "state", "id"),
)

inbox_keys = sa.Table(
    "inbox_keys",
    metadata,
    sa.Column("key", sa.String(255), primary_key=True),
    sa.Column("inbox_id", sa.Integer, sa.ForeignKey("inbox.id", ondelete="CASCADE"), nullable=False),
)

runs = sa.Table(
    "runs",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    *_scope(),
    sa.Column("owner", sa.String(64), nullable=False),
    sa.Column("name", sa.String(64), nullable=False),  # the model version that its predictions carry
    sa.Column("data", sa.JSON, nullable=False),  # what it learnt from: names, hashes, rows, years, what was left out
    sa.Column("parameters", sa.JSON, nullable=False),
    sa.Column("metrics", sa.JSON, nullable=False),
    sa.Column("comparison", sa.JSON(none_as_null=True)),  # beside the model in use at that time, on the same held-out rows
    sa.Column("log", sa.JSON, nullable=False),
    sa.Column("bundle", sa.String(160), nullable=False),  # a key of the blob store
    sa.Column("code_version", sa.String(32), nullable=False),
    sa.Column("seconds", sa.Float, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Index("runs_by_channel", "workspace", "channel", "created_at"),
)

# Which model predicts: the newest row. An empty run is the bundle that came with the program.
promotions = sa.Table(
    "promotions",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("run_id", sa.String(32), sa.ForeignKey("runs.id")),
    sa.Column("kind", sa.String(16), nullable=False),  # promote, rollback
    sa.Column("by", sa.String(64), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("turn", sa.String(64)),  # a hash of the change and the turn that made it, which may run again after a crash
    sa.Index("promotions_by_turn", "turn", unique=True),
)

predictions = sa.Table(
    "predictions",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    *_scope(),
    sa.Column("owner", sa.String(64), nullable=False),
    sa.Column("model", sa.String(64), nullable=False),
    sa.Column("inputs", sa.JSON, nullable=False),
    sa.Column("eclo", sa.Float, nullable=False),
    sa.Column("low", sa.Float, nullable=False),
    sa.Column("high", sa.Float, nullable=False),
    sa.Column("band", sa.String(16), nullable=False),
    sa.Column("worst", sa.JSON(none_as_null=True)),
    sa.Column("created_at", Moment, nullable=False),
    sa.Index("predictions_by_channel", "workspace", "channel", "created_at"),
)

# What a predicted accident turned out to be. The newest row of a prediction counts; an empty ECLO takes an earlier one back.
outcomes = sa.Table(
    "outcomes",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("prediction_id", sa.String(32), sa.ForeignKey("predictions.id", ondelete="CASCADE"), nullable=False),
    sa.Column("eclo", sa.Float),
    sa.Column("counts", sa.JSON(none_as_null=True)),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("by", sa.String(64), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Index("outcomes_by_prediction", "prediction_id", "id"),
)

shares = sa.Table(
    "shares",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
    *_scope(),
    sa.Column("owner", sa.String(64), nullable=False),
    sa.Column("dataset_id", sa.String(32), sa.ForeignKey("datasets.id", ondelete="CASCADE"), nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.Index("shares_by_dataset", "dataset_id"),
)

results = sa.Table(  # what was made of a dataset and shown (charts, files), so that it goes when the dataset goes
    "results",
    metadata,
    sa.Column("dataset_id", sa.String(32), sa.ForeignKey("datasets.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("blob", sa.String(160), primary_key=True),
    sa.Index("results_by_blob", "blob"),
)

# Where a weekly summary is wanted, and when the next one is due.
digests = sa.Table(
    "digests",
    metadata,
    sa.Column("workspace", sa.String(64), primary_key=True),
    sa.Column("channel", sa.String(64), primary_key=True),
    sa.Column("thread", sa.String(64), primary_key=True),
    sa.Column("owner", sa.String(64), nullable=False),
    sa.Column("front", sa.String(16), nullable=False),
    sa.Column("language", sa.String(2), nullable=False),
    sa.Column("turn", sa.String(128), nullable=False),
    sa.Column("next_at", Moment, nullable=False),
    sa.Index("digests_by_time", "next_at"),
)

# What a conversation's oldest turns said, in short. Their rows stay in `transcripts`; rows up to `through` are not shown to a brain again.
summaries = sa.Table(
    "summaries",
    metadata,
    sa.Column("workspace", sa.String(64), primary_key=True),
    sa.Column("channel", sa.String(64), primary_key=True),
    sa.Column("thread", sa.String(64), primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("through", sa.Integer, nullable=False),  # the newest transcript row that it covers
    sa.Column("made_by", sa.String(64), nullable=False),  # a model, or "rule"
    sa.Column("created_at", Moment, nullable=False),
)

# What the turns used: a row for each model that a turn asked. Words are not kept here.
usage = sa.Table(
    "usage",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    *_scope(),
    sa.Column("user", sa.String(64), nullable=False),
    sa.Column("turn", sa.String(128), nullable=False),
    sa.Column("model", sa.String(64), nullable=False),
    sa.Column("requests", sa.Integer, nullable=False),
    sa.Column("input_tokens", sa.BigInteger, nullable=False),
    sa.Column("output_tokens", sa.BigInteger, nullable=False),
    sa.Column("cache_read_tokens", sa.BigInteger, nullable=False),
    sa.Column("cache_write_tokens", sa.BigInteger, nullable=False),
    sa.Column("usd", sa.Float, nullable=False),
    sa.Column("seconds", sa.Float, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Index("usage_by_time", "workspace", "at"),
)

# People's own API keys, sealed: see bot.vault.
keys = sa.Table(
    "keys",
    metadata,
    sa.Column("workspace", sa.String(64), primary_key=True),
    sa.Column("user", sa.String(64), primary_key=True),
    sa.Column("sealed", sa.Text, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
)
