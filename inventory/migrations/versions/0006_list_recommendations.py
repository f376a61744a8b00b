"""Keep recommendations in a table of their own, so that a page of them is read and not all.

Revision ID: 0006
Revises: 0005
"""

import json
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the tables and move there what the last audit recommended."""
    made = op.create_table(
        "recommendations",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("addressee", sa.String(length=200), nullable=True),
        sa.Column("saving_yuan", sa.BigInteger(), nullable=False),
        sa.Column("closes", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendations")),
    )
    op.create_index(op.f("ix_recommendations_kind"), "recommendations", ["kind"])
    op.create_index(op.f("ix_recommendations_addressee"), "recommendations", ["addressee"])
    closes = op.create_table(
        "recommendation_closes",
        sa.Column("recommendation", sa.String(length=64), nullable=False),
        sa.Column("finding", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("recommendation", "finding", name=op.f("pk_recommendation_closes")),
    )
    op.create_index(op.f("ix_recommendation_closes_finding"), "recommendation_closes", ["finding"])
    stored = op.get_bind().execute(sa.text("SELECT content FROM results WHERE name = 'recommendations'")).scalar()
    entries = json.loads(stored) if isinstance(stored, str) else stored or []
    if entries:
        op.bulk_insert(
            made,
            [
                {
                    "id": entry["id"],
                    "kind": entry["kind"],
                    "addressee": entry.get("addressee"),
                    "saving_yuan": (entry.get("saving_yuan") or [0, 0])[0],
                    "closes": len(set(entry.get("closes") or ())),
                    "content": entry,
                }
                for entry in entries
            ],
        )
        pairs = [{"recommendation": entry["id"], "finding": finding} for entry in entries for finding in dict.fromkeys(entry.get("closes") or ())]
        op.bulk_insert(closes, pairs)
    op.execute("DELETE FROM results WHERE name = 'recommendations'")


def downgrade() -> None:
    """Put them back as one result and drop the tables."""
    connection = op.get_bind()
    stored = connection.execute(sa.text("SELECT content FROM recommendations ORDER BY id")).scalars()
    entries = [json.loads(content) if isinstance(content, str) else content for content in stored]
    if entries:
        results = sa.table("results", sa.column("name", sa.String), sa.column("content", sa.JSON))
        op.bulk_insert(results, [{"name": "recommendations", "content": entries}])
    op.drop_table("recommendation_closes")
    op.drop_table("recommendations")
