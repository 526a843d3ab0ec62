"""From bytes to passages: connectors find documents, readers read them, the pipeline loads them."""
