"""Read a run as a worker does, in a process of its own, and say in megabytes what that took: `python -m … RUN`."""

import json
import resource
import sys

import psutil

MEGABYTE = 1024 * 1024
_MAXRSS = 1 if sys.platform == "darwin" else 1024  # bytes in which ru_maxrss counts


def main(run_id: int) -> None:
    from recruiting.celery import app

    app.loader.import_default_modules()  # what a worker holds before its first task
    idle = psutil.Process().memory_info().rss

    from postings.importing import work

    while work.work_on(run_id) is not None:  # a long run is let go of now and then; None: it is done
        pass
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _MAXRSS
    json.dump({"idle": round(idle / MEGABYTE), "peak": round(peak / MEGABYTE)}, sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]))
