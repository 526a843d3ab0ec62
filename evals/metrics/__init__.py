"""One metric a file: its formula, its source, its `Metric`. `evals.summary` lists them."""
