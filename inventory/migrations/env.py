"""How Alembic reaches the database: over the connection that it is handed."""

from alembic import context

from inventory.models import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, compare_type=True)
with context.begin_transaction():
    context.run_migrations()
