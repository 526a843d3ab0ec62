"""One metric a file: its formula, its source, its function."""
