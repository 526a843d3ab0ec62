"""Measurements of speed and of quality on outside data; each in a file of its own."""
