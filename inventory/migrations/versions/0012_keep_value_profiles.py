"""What the values of a field look like, without any of them.

Revision ID: 0012
Revises: 0009
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add the profile of a field's values."""
    op.add_column("fields", sa.Column("profile", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Drop it; another import counts again."""
    with op.batch_alter_table("fields") as batch:
        batch.drop_column("profile")
