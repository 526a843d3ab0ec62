"""Pure functions on medical text, shared by ingest (which marks) and assistant (which checks)."""
