"""Alembic's entry: runs on the connection it is handed, inside the transaction that is already open there."""
from __future__ import annotations

from alembic import context

from partydesk.records.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata,
                  render_as_batch=True, transaction_per_migration=False)
context.run_migrations()
