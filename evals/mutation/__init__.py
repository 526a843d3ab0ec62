"""The checker is checked: sentences changed so that they say something else, and who notices.

Kinds of change live one family a file (`amounts`, `denial`, `names`, `relations`, `shape`,
`claims`); `running` makes mutants of sampled sentences and asks the checker. Nothing here knows the
checker's rules or its lists: what it is tested by is `lists/*.yaml`.
"""
