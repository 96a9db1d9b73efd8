"""What one address says, asked of real servers."""

import gzip
import hashlib
import socket
from datetime import UTC, datetime, timedelta

import pytest

from postings.importing.fetch.client import Client, when_to_return
from postings.importing.fetch.outcomes import REASONS, Outcome, sentence
from tests.live import free_port
from tests.postings.importing.fetch.site import Names, running

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def test_an_answer_is_kept_with_its_hash_and_what_the_next_time_needs(site, client):
    tags = {"ETag": '"v1"', "Last_Modified": "Mon, 23 Nov 2026 08:00:00 GMT", "Content_Type": "application/json"}
    site.serves("/jobs", '{"jobs": []}', **tags)
    fetched = client().fetch(site.url("/jobs?q=ü#part"), now=NOW)
    assert fetched.outcome == Outcome.FETCHED and fetched.problem == ""
    assert fetched.body.read() == b'{"jobs": []}'
    assert fetched.sha256 == hashlib.sha256(b'{"jobs": []}').hexdigest()
    assert (fetched.size, fetched.status, fetched.at) == (12, 200, NOW)
    assert fetched.url == site.url("/jobs?q=%C3%BC")
    assert (fetched.etag, fetched.last_modified, fetched.content_type) == tuple(tags.values())


def test_the_question_says_who_asks_and_carries_nothing_of_the_environment(
    site, client, monkeypatch, tmp_path, settings
):
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login somebody password secret\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.2:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.2:1")
    settings.PUBLIC_URL = "https://hiring.example"
    site.serves("/", "x", Set_Cookie="session=1")
    asking = client()
    assert [asking.fetch(site.url()).outcome for _ in range(2)] == [Outcome.FETCHED] * 2
    assert site.headers["/"][1] == {
        "User-Agent": f"Fairlead/{settings.RELEASE} (+https://hiring.example)",
        "Accept": "*/*",
        "Accept-Encoding": "gzip",
        "Host": f"127.0.0.1:{site.server_port}",
    }


def test_a_second_question_goes_over_the_same_connection(site, client):
    site.serves("/", "x")
    asking = client()
    assert [asking.fetch(site.url()).outcome for _ in range(3)] == [Outcome.FETCHED] * 3
    assert site.connections == 1


def test_what_did_not_change_is_not_sent_again(site, client):
    def answer(asked):
        known = asked.headers.get("If-None-Match") == '"v1"' or asked.headers.get("If-Modified-Since") == "yesterday"
        asked.begin(304) if known else asked.say("x", ETag='"v1"')

    site.routes["/"] = answer
    first = client().fetch(site.url())
    by_tag = client().fetch(site.url(), etag=first.etag)
    by_date = client().fetch(site.url(), last_modified="yesterday")
    assert [each.outcome for each in (first, by_tag, by_date)] == ["fetched", "unchanged", "unchanged"]
    assert by_tag.body is None and by_tag.problem == ""


def test_not_modified_without_a_question_for_it_is_no_answer(site, client):
    site.routes["/"] = lambda asked: asked.begin(304)
    assert client().fetch(site.url()).reason == "status"


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(404, "gone"), (410, "gone"), (429, "later"), (503, "later"), (400, "failed"), (401, "failed"), (403, "failed"),
     (500, "failed"), (204, "failed"), (206, "failed"), (300, "failed"), (502, "failed")],
)  # fmt: skip
def test_each_status_has_its_outcome_and_a_sentence(site, client, status, outcome):
    site.routes["/"] = lambda asked: asked.begin(status, Content_Length="0")
    fetched = client().fetch(site.url())
    assert (fetched.outcome, fetched.status, fetched.body) == (outcome, status, None)
    assert str(status) in fetched.problem


@pytest.mark.parametrize(
    ("stated", "wait"),
    [
        ("120", timedelta(minutes=2)),
        ("Tue, 24 Nov 2026 12:30:00 GMT", timedelta(minutes=30)),
        ("Tue, 24 Nov 2026 13:30:00 +0100", timedelta(minutes=30)),
        ("999999999999999999999", timedelta(days=1)),
        ("Fri, 31 Dec 9999 23:59:59 GMT", timedelta(days=1)),
        ("0", timedelta(minutes=15)),
        ("-5", timedelta(minutes=15)),
        ("Mon, 23 Nov 2026 12:00:00 GMT", timedelta(minutes=15)),
        ("soon", timedelta(minutes=15)),
        ("", timedelta(minutes=15)),
        ("²", timedelta(minutes=15)),
        ("Mon, 99 Foo 0000 99:99:99 +9999", timedelta(minutes=15)),
    ],
)
def test_when_to_return(stated, wait):
    assert when_to_return(stated, NOW) == NOW + wait


def test_a_busy_server_is_asked_again_when_it_says(site, client):
    site.serves("/", "", 429, Retry_After="90")
    fetched = client().fetch(site.url(), now=NOW)
    assert (fetched.outcome, fetched.retry_at) == (Outcome.LATER, NOW + timedelta(seconds=90))


# ---------------------------------------------------------------- redirects


def test_a_redirect_is_followed_and_the_final_address_told(site, client):
    site.leads("/old", "/new?from=old#top", 301)
    site.serves("/new", "here")
    fetched = client().fetch(site.url("/old"))
    assert (fetched.asked, fetched.url) == (site.url("/old"), site.url("/new?from=old"))
    assert fetched.body.read() == b"here"


@pytest.mark.parametrize(
    ("to", "reason"),
    [("file:///etc/passwd", "scheme"), ("gopher://127.0.0.1:6379/_x", "scheme"), ("http://10.0.0.1/", "not_public"),
     ("http://169.254.169.254/latest/meta-data/", "not_public"), ("//[::1]/", "not_public"), ("", "nowhere"),
     ("http://u:p@93.184.215.14/", "userinfo"), ("http://256.1.1.1/", "address"), ("http://2130706434/", "not_public"),
     ("data:text/html,x", "scheme"), ("/again", "redirects")],
)  # fmt: skip
def test_each_hop_is_judged_like_the_first(site, client, to, reason):
    site.leads("/", to)
    site.leads("/again", "/")
    fetched = client().fetch(site.url())
    assert fetched.reason == reason and fetched.problem and fetched.body is None


def test_a_redirect_never_reaches_a_private_server(site, private, client):
    site.leads("/", private.url())
    assert client().fetch(site.url()).reason == "not_public"


def test_five_redirects_are_followed_and_a_sixth_is_not(site, client):
    for n in range(1, 7):
        site.leads(f"/{n}", f"/{n - 1}")
    site.serves("/0", "end")
    assert client().fetch(site.url("/5")).outcome == Outcome.FETCHED
    assert client().fetch(site.url("/6")).reason == "redirects"


# ---------------------------------------------------------------- names that change their answer


def test_a_name_that_changes_its_answer_is_asked_once_and_its_second_answer_never(site, private, client):
    names = Names(jobs_example=["127.0.0.1", "127.0.0.2"])
    site.serves("/", "public")
    fetched = client(resolve=names).fetch(site.url(host="jobs.example"))
    assert (fetched.body.read(), names.asked) == (b"public", ["jobs.example"])


def test_a_name_that_changed_its_answer_by_the_next_hop_is_judged_anew(site, private, client):
    names = Names(jobs_example=["127.0.0.1", "127.0.0.2"])
    site.routes["/"] = lambda asked: asked.say("", 302, Location=private.url(host="jobs.example"))
    fetched = client(resolve=names).fetch(site.url(host="jobs.example"))
    assert (fetched.reason, names.asked) == ("not_public", ["jobs.example", "jobs.example"])


def test_below_us_nobody_looks_a_name_up_again(site, client, monkeypatch):
    looked_up, real = [], socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *a, **k: looked_up.append(host) or real(host, *a, **k))
    site.serves("/", "x")
    fetched = client(resolve=Names(jobs_example=["127.0.0.1"])).fetch(site.url(host="jobs.example"))
    assert (fetched.outcome, looked_up) == (Outcome.FETCHED, ["127.0.0.1"])


def test_the_server_is_told_the_name_though_its_address_is_connected_to(site, client):
    site.serves("/", "x")
    client(resolve=Names(jobs_example=["127.0.0.1"])).fetch(site.url(host="jobs.example"))
    assert site.headers["/"][0]["Host"] == f"jobs.example:{site.server_port}"


def test_the_next_address_of_a_name_is_tried_where_the_first_does_not_answer(client, settings):
    settings.IMPORT_ALLOW_HOSTS = ["127.0.0.0/8"]
    with running("127.0.0.1") as site:
        site.serves("/", "x")
        names = Names(jobs_example=["127.0.0.3 127.0.0.1"])
        assert client(resolve=names).fetch(site.url(host="jobs.example")).outcome == Outcome.FETCHED


# ---------------------------------------------------------------- encrypted


def test_the_certificate_is_asked_and_judged_by_the_name(secure, trusting, client):
    names = Names(jobs_example=["127.0.0.1"], other_example=["127.0.0.1"])
    asking = client(resolve=names, tls=trusting)
    assert asking.fetch(secure.url(host="jobs.example")).outcome == Outcome.FETCHED
    other = asking.fetch(secure.url(host="other.example"))
    assert (other.outcome, other.reason) == (Outcome.UNREACHABLE, "no_trust")
    assert secure.named == ["jobs.example", "other.example"]


def test_a_certificate_of_nobody_known_is_not_trusted(secure, client):
    names = Names(jobs_example=["127.0.0.1"])
    assert client(resolve=names).fetch(secure.url(host="jobs.example")).reason == "no_trust"


def test_encrypted_never_leads_to_unencrypted(secure, site, trusting, client):
    secure.leads("/", site.url())
    fetched = client(resolve=Names(jobs_example=["127.0.0.1"]), tls=trusting).fetch(secure.url(host="jobs.example"))
    assert (fetched.outcome, fetched.reason, site.connections) == (Outcome.REFUSED, "downgrade", 0)


def test_what_speaks_no_tls_is_not_trusted(site, client):
    fetched = client(total=5).fetch(site.url().replace("http://", "https://"))
    assert fetched.reason == "no_trust"


# ---------------------------------------------------------------- what breaks


def test_nobody_there(site, client):
    fetched = client().fetch(f"http://127.0.0.1:{free_port()}/")
    assert (fetched.outcome, fetched.problem) == (Outcome.UNREACHABLE, "127.0.0.1 does not answer.")


def half(asked):
    asked.begin(Content_Length="1000")
    asked.wfile.write(b"a" * 500)


def half_a_chunk(asked):
    asked.begin(Transfer_Encoding="chunked")
    asked.wfile.write(b"ff\r\nabc")


def half_packed(asked):
    asked.say(gzip.compress(b"a" * 1000)[:-9], Content_Encoding="gzip")


def no_gzip(asked):
    asked.say("plain", Content_Encoding="gzip")


def other_packing(asked):
    asked.say("x", Content_Encoding="br")


def no_http(asked):
    asked.wfile.write(b"SSH-2.0-OpenSSH_9.6\r\n")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [(half, "broken_off"), (half_a_chunk, "broken_off"), (no_http, "broken_off"), (half_packed, "damaged"),
     (no_gzip, "damaged"), (other_packing, "encoding")],
)  # fmt: skip
@pytest.mark.parametrize("reset", [False, True])
def test_half_an_answer_is_none(site, client, answer, reason, reset):
    def answer_and_leave(asked):
        answer(asked)
        asked.close_connection = True
        if reset and reason == "broken_off":
            asked.reset()

    site.routes["/"] = answer_and_leave
    fetched = client(total=5).fetch(site.url())
    assert (fetched.reason, fetched.body) == (reason, None) and fetched.problem


@pytest.mark.parametrize("members", [1, 3])
@pytest.mark.parametrize("layers", ["transfer", "file", "both"])
def test_gzip_is_unpacked_in_transfer_and_as_a_file(site, client, members, layers):
    """Some servers pack what they send, some feeds are files that are packed, and some are both."""
    text = b"<job>" * 50_000
    packed = b"".join(gzip.compress(text) for _ in range(members)) + b"\0" * 512
    headers = {} if layers == "file" else {"Content_Encoding": "gzip"}
    site.serves("/", gzip.compress(packed) if layers == "both" else packed, **headers)
    fetched = client().fetch(site.url())
    assert fetched.body.read() == text * members
    assert fetched.sha256 == hashlib.sha256(text * members).hexdigest()


def test_every_reason_has_a_sentence_for_people():
    details = {"host": "h", "port": 1, "status": 1, "seconds": 1, "megabytes": 1, "found": 1, "total": 2, "pages": 1}
    assert [reason for reason in REASONS if "%" in sentence(reason, details)] == []


def test_questions_to_one_host_keep_their_distance(site, client):
    site.serves("/", "x")
    asking = client(between=0.2)
    asking.fetch(site.url())
    waited = asking.last_asked["127.0.0.1"]
    asking.fetch(site.url())
    assert asking.last_asked["127.0.0.1"] - waited >= 0.2


def test_a_client_can_be_left_by_with(site):
    site.serves("/", "x")
    with Client() as asking:
        assert asking.fetch(site.url()).outcome == Outcome.FETCHED
    assert asking.pool.connections == []
