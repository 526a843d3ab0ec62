"""Streamlit's server with Galen's options, and the script that it runs. `galen ui` starts it."""
