"""Duplicates, possible duplicates and missing exchanges of the last audit are kept for the explorer; what a body sees is found over indexes.

Revision ID: 0015
Revises: 0014
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_TIED = (("systems", "operator"), ("systems", "builder"), ("resources", "provider"))


def upgrade() -> None:
    """Make the table, which the next audit fills, and the indexes of what ties systems and datasets to bodies."""
    for table, column in _TIED:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    op.create_table(
        "relations",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("left", sa.String(length=300), nullable=False),
        sa.Column("right", sa.String(length=300), nullable=False),
        sa.Column("left_body", sa.String(length=300), nullable=False),
        sa.Column("right_body", sa.String(length=300), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "left", "right", name=op.f("pk_relations")),
    )
    op.create_index("ix_relations_bodies", "relations", ["left_body", "right_body"])
    op.create_index(op.f("ix_relations_left"), "relations", ["left"])
    op.create_index(op.f("ix_relations_right"), "relations", ["right"])
    op.create_index(op.f("ix_relations_right_body"), "relations", ["right_body"])


def downgrade() -> None:
    """Drop them."""
    for table, column in _TIED:
        op.drop_index(op.f(f"ix_{table}_{column}"), table_name=table)
    op.drop_table("relations")
