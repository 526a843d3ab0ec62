"""The library: what is in it, how it is stored, found and quoted. Knows no reader and no question."""
