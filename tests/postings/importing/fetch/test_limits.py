"""Servers that are slow, endless or sly. They wait on an event: no test waits longer than the limit it tests."""

import contextlib
import gzip
import resource
import socket
import threading
import time
import tracemalloc
from pathlib import Path

import pytest

from postings.importing.fetch.client import Limits
from postings.importing.fetch.outcomes import Outcome
from tests.postings.importing.fetch.site import Names

MB = 1_000_000


def drip(asked, piece: bytes) -> None:
    """A little now and then, well within every timeout but the one for all of it."""
    with contextlib.suppress(OSError):
        while not asked.server.over.wait(0.02):
            asked.wfile.write(piece)


def slow_body(asked):
    asked.begin(Content_Length="1000000")
    drip(asked, b"a")


def slow_chunks(asked):
    asked.begin(Transfer_Encoding="chunked")
    drip(asked, b"1\r\na\r\n")


def slow_packed(asked):
    asked.begin(Content_Encoding="gzip")
    drip(asked, gzip.compress(b""))


def slow_headers(asked):
    asked.wfile.write(b"HTTP/1.1 200 OK\r\n")
    drip(asked, b"X-A: b\r\n")


def slow_hints(asked):
    drip(asked, b"HTTP/1.1 103 Early Hints\r\n\r\n")


def silent(asked):
    asked.server.over.wait(10)


def silent_in_the_middle(asked):
    asked.begin(Content_Length="1000000")
    asked.wfile.write(b"a")
    asked.server.over.wait(10)


def slow_redirects(asked):
    asked.server.over.wait(0.15)
    asked.say("", 302, Location="/?again")


@pytest.mark.parametrize(
    "answer",
    [slow_body, slow_chunks, slow_packed, slow_headers, slow_hints, silent, silent_in_the_middle, slow_redirects],
)
def test_an_answer_that_is_not_whole_in_time_is_given_up(site, client, answer):
    site.routes["/"] = answer
    began = time.monotonic()
    fetched = client(total=0.5).fetch(site.url())
    assert (fetched.outcome, fetched.body) == (Outcome.TOO_SLOW, None)
    assert time.monotonic() - began < 5
    assert fetched.problem == "The answer was not complete after 1 s."


def test_silence_is_given_up_sooner_than_the_whole(site, client):
    site.routes["/"] = silent_in_the_middle
    began = time.monotonic()
    assert client(total=60, silence=0.3).fetch(site.url()).outcome == Outcome.TOO_SLOW
    assert time.monotonic() - began < 5


def test_a_handshake_is_given_up_too(client, settings):
    settings.IMPORT_ALLOW_HOSTS = ["127.0.0.1"]
    began = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as mute:
        fetched = client(total=0.5).fetch(f"https://127.0.0.1:{mute.getsockname()[1]}/")
    assert fetched.outcome == Outcome.TOO_SLOW and time.monotonic() - began < 5


@pytest.mark.parametrize("answer", [slow_headers, slow_body, silent])
def test_a_slow_answer_is_given_up_over_tls_too(secure, trusting, client, answer):
    secure.routes["/"] = answer
    began = time.monotonic()
    names = Names(jobs_example=["127.0.0.1"])
    fetched = client(total=0.5, silence=5, resolve=names, tls=trusting).fetch(secure.url(host="jobs.example"))
    assert fetched.outcome == Outcome.TOO_SLOW and time.monotonic() - began < 5


def test_a_name_server_is_given_up_too(client):
    over = threading.Event()

    def never(name, port):
        over.wait(10)
        return []

    began = time.monotonic()
    fetched = client(total=0.5, resolve=never).fetch("https://jobs.example/")
    over.set()
    assert fetched.outcome == Outcome.TOO_SLOW and time.monotonic() - began < 5


def test_an_address_that_never_answers_is_given_up(client, settings):
    """A queue of one that is full: the next connection gets no answer at all."""
    settings.IMPORT_ALLOW_HOSTS = ["127.0.0.1"]
    with socket.socket() as full, contextlib.ExitStack() as waiting:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for _ in range(4):
            one = waiting.enter_context(socket.socket())
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        names = Names(jobs_example=["127.0.0.1"])
        fetched = client(connect=0.3, total=5, resolve=names).fetch(f"http://jobs.example:{full.getsockname()[1]}/")
    assert (fetched.outcome, fetched.reason) == (Outcome.UNREACHABLE, "no_answer")


def test_the_next_question_has_its_own_time(site, client):
    site.routes["/slow"] = slow_body
    site.serves("/", "x")
    asking = client(total=0.4)
    assert asking.fetch(site.url("/slow")).outcome == Outcome.TOO_SLOW
    assert asking.fetch(site.url()).outcome == Outcome.FETCHED


# ---------------------------------------------------------------- large


def endless(asked):
    asked.begin(Transfer_Encoding="chunked")
    piece = b"<job/>" * 10_000
    with contextlib.suppress(OSError):
        while not asked.server.over.is_set():
            asked.chunk(piece)


def bomb(size: int) -> bytes:
    """Zeros that unpack to a thousand times their size, in as many members as it takes."""
    return gzip.compress(b"\0" * MB, 9) * (size // MB)


def packed_bomb(asked):
    asked.say(bomb(2_000 * MB), Content_Encoding="gzip")


def filed_bomb(asked):
    asked.say(bomb(2_000 * MB), Content_Type="application/gzip")


def bomb_in_a_bomb(asked):
    asked.say(gzip.compress(bomb(2_000 * MB)), Content_Encoding="gzip")


@contextlib.contextmanager
def memory():
    tracemalloc.start()
    try:
        yield lambda: tracemalloc.get_traced_memory()[1] / MB
    finally:
        tracemalloc.stop()


def test_what_states_to_be_too_large_is_not_even_begun(site, client):
    site.routes["/"] = lambda asked: asked.begin(Content_Length=str(2_000 * MB))
    fetched = client().fetch(site.url())
    assert (fetched.outcome, fetched.problem) == (Outcome.TOO_LARGE, "The answer is larger than 1000 MB.")


def test_an_endless_answer_is_cut_and_never_held(site, client):
    site.routes["/"] = endless
    with memory() as peak:
        fetched = client(size=20 * MB).fetch(site.url())
        assert peak() < 5
    assert (fetched.outcome, fetched.reason, fetched.body) == (Outcome.TOO_LARGE, "large", None)


@pytest.mark.parametrize("answer", [packed_bomb, filed_bomb, bomb_in_a_bomb])
def test_a_bomb_does_not_go_off(site, client, answer):
    asking = client()
    site.routes["/"] = answer
    site.serves("/warm", "x")
    asking.fetch(site.url("/warm"))
    fetched = asking.fetch(site.url())
    assert (fetched.outcome, fetched.reason, fetched.body) == (Outcome.TOO_LARGE, "bomb", None)


def test_a_chunk_is_unpacked_in_pieces(site, client):
    """16 MB from one chunk of 16 KB, below what makes a bomb: never in memory at once."""
    packed = gzip.compress(b"\0" * 16 * MB, 9)
    site.serves("/", packed, Content_Encoding="gzip")
    with memory() as peak:
        fetched = client().fetch(site.url())
        assert peak() < 3
    assert (fetched.outcome, fetched.size) == (Outcome.FETCHED, 16 * MB)


def test_an_honest_feed_of_any_size_that_is_allowed_comes_whole(site, client):
    """Text repeats itself: a feed may well be a hundredth of its size."""
    feed = b"<job><title>Engineer</title>" + b"<p>We build things that people need.</p>" * 40 + b"</job>\n"
    site.serves("/", gzip.compress(feed * 20_000), Content_Encoding="gzip")
    fetched = client().fetch(site.url())
    assert (fetched.outcome, fetched.size) == (Outcome.FETCHED, len(feed) * 20_000)
    assert fetched.size > Limits().ratio_from and fetched.body.read(5) == b"<job>"


def test_a_full_disk_is_said(site, client):
    site.serves("/", b"x" * 3 * MB)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2 * MB, before[1]))
    try:
        fetched = client().fetch(site.url())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert (fetched.reason, fetched.body) == ("no_room", None)


@pytest.mark.deep
def test_two_gigabytes_cost_flat_memory_and_stop_at_the_cap(site, client):
    """The process's own measure: the most that it ever held since it was reset."""

    def most() -> float:
        line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1000

    site.routes["/"] = endless
    Path("/proc/self/clear_refs").write_text("5")
    before = most()
    fetched = client().fetch(site.url())
    grown = most() - before
    print(f"1 GB of an endless answer: {grown:.1f} MB more memory")
    assert (fetched.reason, fetched.details) == ("large", {"megabytes": 1000})
    assert grown < 20
