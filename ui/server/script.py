"""What Streamlit runs for each click: the app.

It does not stand beside `ui/pages`, which Streamlit would then serve past `ui/app.py`.
"""

from __future__ import annotations

from ui.app import main

main()
