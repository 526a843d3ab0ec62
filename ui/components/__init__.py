"""What pages are made of: the answer view, its panels, the rule of escaping, the theme."""
