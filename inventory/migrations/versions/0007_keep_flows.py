"""Keep what runs between systems as the audit understood it, for the explorer.

Revision ID: 0007
Revises: 0006
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the table; the next audit fills it."""
    op.create_table(
        "flows",
        sa.Column("supplier", sa.String(length=64), nullable=False),
        sa.Column("consumer", sa.String(length=64), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("exchanges", sa.Integer(), nullable=False),
        sa.Column("elements", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("supplier", "consumer", "by_hand", name=op.f("pk_flows")),
    )
    op.create_index(op.f("ix_flows_consumer"), "flows", ["consumer"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("flows")
