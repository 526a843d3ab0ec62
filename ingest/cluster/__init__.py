"""The costly part of ingest on worker processes of a Ray cluster; optional (extra `ray`).

`Spread` says what is done in which order, `Crew` talks to the child process that is part of the
cluster, `ray_child` runs there, `Worker` on the cluster's machines.
"""
