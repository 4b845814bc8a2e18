"""Which turn changed the model in use: a turn that runs again after a crash finds what it did."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("promotions", sa.Column("turn", sa.String(length=64)))
    op.create_index("promotions_by_turn", "promotions", ["turn"], unique=True)


def downgrade() -> None:
    op.drop_index("promotions_by_turn", "promotions")
    op.drop_column("promotions", "turn")
