"""Alembic migrations of the workspace. Run by `assistant.workspace.opening`, never by hand."""
