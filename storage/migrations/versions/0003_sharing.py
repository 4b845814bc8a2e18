"""Where datasets come from, what they are about, who may open them elsewhere, and what was made of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("datasets", sa.Column("lineage", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("datasets", sa.Column("description", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "shares",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("workspace", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("thread", sa.String(length=64), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("dataset_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["dataset_id"], ["datasets.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index("shares_by_dataset", "shares", ["dataset_id"], unique=False)
    op.create_table(
        "results",
        sa.Column("dataset_id", sa.String(length=32), nullable=False),
        sa.Column("blob", sa.String(length=160), nullable=False),
        sa.ForeignKeyConstraint(["dataset_id"], ["datasets.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("dataset_id", "blob"),
    )
    op.create_index("results_by_blob", "results", ["blob"], unique=False)


def downgrade() -> None:
    op.drop_table("results")
    op.drop_table("shares")
    with op.batch_alter_table("datasets") as table:
        table.drop_column("description")
        table.drop_column("lineage")
