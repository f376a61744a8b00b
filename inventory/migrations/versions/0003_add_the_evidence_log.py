"""Add the log of the evidence archive.

Revision ID: 0003
Revises: 0002
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from inventory.database import UtcTime

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "evidence_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=True),
        sa.Column("at", UtcTime(timezone=True), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_log")),
    )
    op.create_index(op.f("ix_evidence_log_subject"), "evidence_log", ["subject"])


def downgrade() -> None:
    """Drop the table; the files themselves stay in the archive."""
    op.drop_table("evidence_log")
