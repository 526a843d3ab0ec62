"""The library: what is in it, how it is stored, found and quoted."""
