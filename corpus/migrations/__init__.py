"""Alembic migrations of the catalog. Run by `corpus.catalog.opening.migrate`, never by hand."""
