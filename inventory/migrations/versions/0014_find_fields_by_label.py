"""Fields are found by their label, and listed by the kind of personal data that they hold, over an index.

Revision ID: 0014
Revises: 0013
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add the two indexes."""
    op.create_index("ix_fields_label_listed", "fields", ["label", "id"])
    op.create_index("ix_fields_pii_listed", "fields", ["pii", "name", "id"])


def downgrade() -> None:
    """Drop them: every search goes through all fields again."""
    op.drop_index("ix_fields_pii_listed", table_name="fields")
    op.drop_index("ix_fields_label_listed", table_name="fields")
