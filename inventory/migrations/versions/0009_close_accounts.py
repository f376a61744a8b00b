"""Accounts can be closed: what they did stays theirs, and they do nothing more.

Revision ID: 0009
Revises: 0008
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from inventory.database import UtcTime

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add when an account was closed."""
    op.add_column("accounts", sa.Column("closed_at", UtcTime(), nullable=True))


def downgrade() -> None:
    """Drop it: closed accounts lose their password, so that they stay shut."""
    op.execute("UPDATE accounts SET password = NULL WHERE closed_at IS NOT NULL")
    with op.batch_alter_table("accounts") as batch:
        batch.drop_column("closed_at")
