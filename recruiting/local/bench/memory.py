"""Read a run as a worker does, in a process of its own, and say in megabytes what that took: `python -m … RUN`."""

import json
import re
import resource
import sys
from pathlib import Path

import psutil

MEGABYTE = 1024 * 1024


def main(run_id: int) -> None:
    from recruiting.celery import app

    app.loader.import_default_modules()  # what a worker holds before its first task
    idle = psutil.Process().memory_info().rss

    from postings.importing import work

    while work.work_on(run_id) is not None:  # a long run is let go of now and then; None: it is done
        pass
    json.dump({"idle": round(idle / MEGABYTE), "peak": round(_peak() / MEGABYTE)}, sys.stdout)


def _peak() -> int:
    """In bytes, of this program alone: what Linux says in ru_maxrss was never less in whoever started it."""
    if sys.platform == "darwin":
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1024


if __name__ == "__main__":
    main(int(sys.argv[1]))
