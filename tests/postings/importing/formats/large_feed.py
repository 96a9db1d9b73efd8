"""Reads a large feed in a process of its own, so that its memory can be measured: python -m … PATH."""

import re
import sys
import time
from pathlib import Path

JOB = """<job><title><![CDATA[Cook {n}]]></title><date>Tue, 24 Nov 2026 10:00:00 GMT</date>
<referencenumber>R{n}</referencenumber><url>https://galley.example/jobs/{n}?a=1&amp;b=2</url><company>Galley</company>
<city>Oslo</city><country>NO</country><salary>NOK 450,000 per year</salary><jobtype>fulltime</jobtype>
<description><![CDATA[{text}]]></description></job>
"""
TEXT = "<p>You cook soup for forty people, and 3 years of experience are required.</p>" * 25


def write(path: Path, size: int) -> int:
    """A feed of about that size; how many postings it holds."""
    number = 0
    with path.open("w") as file:
        file.write("<?xml version='1.0' encoding='utf-8'?>\n<source><publisher>Galley &amp; Co</publisher>\n")
        while file.tell() < size:
            number += 1
            file.write(JOB.format(n=number, text=TEXT))
        file.write("</source>\n")
    return number


def peak() -> int:
    """The most memory this process ever held, in kB. (getrusage's begins with what its parent held.)"""
    return int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1])


def main(path: str) -> None:
    from postings.importing.formats import xml_feed
    from postings.importing.formats.content import Content

    idle = peak()
    start = time.process_time()
    with Path(path).open("rb") as file:
        count = sum(1 for record in xml_feed.records(Content(file, name="feed.xml")) if record.digest)
    spent = time.process_time() - start
    print(count, (peak() - idle) // 1024, round(count / spent))


if __name__ == "__main__":
    main(sys.argv[1])
