"""The shapes' own history: alembic versions the tables, and nothing that the office declares."""
