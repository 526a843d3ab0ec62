"""A worker that some documents end, for tests on a real cluster: it must be found there by name."""

from __future__ import annotations

import os
import signal

from teams import KILLS

from ingest.cluster.jobs import Job, Outcomes, ReadJob, Vectors
from ingest.cluster.worker import Worker


class FatalWorker(Worker):
    """Ends as a process does that a reader's memory is too much for."""

    def work(self, job: Job) -> Outcomes | Vectors:
        if isinstance(job, ReadJob) and any(KILLS.encode() in d.raw.data for d in job.documents):
            os.kill(os.getpid(), signal.SIGKILL)
        return super().work(job)
