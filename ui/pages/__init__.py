"""The pages of the app, one a file, named as in its navigation. `ui/app.py` shows them."""
