"""Add results of inspections, and the fields that rules on contracts, closing and inclusion read.

Revision ID: 0004
Revises: 0003
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_ADDED: tuple[tuple[str, str, sa.types.TypeEngine[object]], ...] = (
    ("organisations", "population_60plus", sa.BigInteger()),
    ("systems", "contract_clauses", sa.JSON(none_as_null=True)),
    ("channels", "deregistered", sa.String(length=10)),
    ("channels", "data_disposal", sa.String(length=40)),
)


def upgrade() -> None:
    """Add the columns and make the table."""
    for table, name, kind in _ADDED:
        op.add_column(table, sa.Column(name, kind, nullable=True))
    op.create_table(
        "inspections",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("modes", sa.JSON(), nullable=False),
        sa.Column("none", sa.JSON(), nullable=False),
        sa.Column("not_applicable", sa.JSON(), nullable=False),
        sa.Column("object", sa.String(length=200), nullable=True),
        sa.Column("object_kind", sa.String(length=40), nullable=True),
        sa.Column("item", sa.String(length=40), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("date", sa.String(length=10), nullable=True),
        sa.Column("inspector", sa.String(length=100), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("source_url", sa.String(length=500), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspections")),
    )
    op.create_index(op.f("ix_inspections_object"), "inspections", ["object"])


def downgrade() -> None:
    """Drop them; what was observed stays among the observations."""
    op.drop_table("inspections")
    for table, name, _kind in reversed(_ADDED):
        with op.batch_alter_table(table) as batch:
            batch.drop_column(name)
