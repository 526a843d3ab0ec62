"""One file a revision, `rNNNN_title.py`, in order."""
