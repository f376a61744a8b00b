"""Accounts may be linked to a person of the office's log-in service (OpenID Connect).

Revision ID: 0013
Revises: 0012
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add who somebody is to the service; one person there has one account here."""
    op.add_column("accounts", sa.Column("oidc_issuer", sa.String(length=300), nullable=True))
    op.add_column("accounts", sa.Column("oidc_subject", sa.String(length=255), nullable=True))
    op.create_index("ix_accounts_oidc", "accounts", ["oidc_issuer", "oidc_subject"], unique=True)


def downgrade() -> None:
    """Drop it: everybody is linked anew at the next log-in."""
    op.drop_index("ix_accounts_oidc", table_name="accounts")
    with op.batch_alter_table("accounts") as batch:
        batch.drop_column("oidc_subject")
        batch.drop_column("oidc_issuer")
