"""Nothing that is not public is ever asked, however it is spelled."""

from ipaddress import ip_address

import httpcore
import pytest
from django.core.exceptions import ImproperlyConfigured

from postings.importing.fetch.addresses import Permit, is_public
from postings.importing.fetch.client import fetch
from postings.importing.fetch.outcomes import Outcome
from tests.postings.importing.fetch.site import Names

SPELLINGS = [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://127.0.1/",
    "http://127.255.255.254/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.1/",
    "http://0x7F.0x0.0x0.0x1/",
    "http://017700000001/",
    "http://0/",
    "http://0.0.0.0/",
    "http://localhost/",
    "http://LOCALHOST/",
    "http://10.0.0.1/",
    "http://10.1/",
    "http://167772161/",
    "http://172.16.0.1/",
    "http://172.31.255.255/",
    "http://192.168.1.1/",
    "http://3232235777/",
    "http://0xC0A80101/",
    "http://100.64.0.1/",
    "http://100.127.255.254/",
    "http://169.254.169.254/latest/meta-data/",
    "http://2852039166/",
    "http://0xA9FEA9FE/",
    "http://169.254.43518/",
    "http://168.63.129.16/",
    "http://192.0.0.1/",
    "http://192.0.2.1/",
    "http://198.18.0.1/",
    "http://198.51.100.7/",
    "http://203.0.113.9/",
    "http://192.88.99.1/",
    "http://224.0.0.1/",
    "http://239.255.255.250/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://[::]/",
    "http://[::1]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::127.0.0.1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[0:0:0:0:0:ffff:7f00:1]/",
    "http://[::ffff:10.0.0.1]/",
    "http://[::ffff:8.8.8.8]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b::8.8.8.8]/",
    "http://[64:ff9b:1::a00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[2002:a9fe:a9fe::1]/",
    "http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
    "http://[2001:db8::1]/",
    "http://[3fff::1]/",
    "http://[fc00::1]/",
    "http://[fd00:ec2::254]/",
    "http://[fe80::1]/",
    "http://[fec0::1]/",
    "http://[ff02::1]/",
    "http://[100::1]/",
    "http://[5f00::1]/",
]
NO_ADDRESSES = {
    "http://user:password@93.184.215.14/": "userinfo",
    "http://93.184.215.14@127.0.0.1/": "userinfo",
    "http://93.184.215.14:80@127.0.0.1/": "userinfo",
    "http://jobs.example%2f@127.0.0.1/": "userinfo",
    "http://jobs.example\\@127.0.0.1/": "userinfo",
    "http://\uff11\uff12\uff17.0.0.1/": "address",
    "http://①②⑦.⓪.⓪.①/": "address",
    "http://127。0。0。1/": "not_public",
    "http://xn--/": "address",
    "http://[::1/": "address",
    "http://[fe80::1%25lo]/": "no_such_host",
    "http://127.0.0.1%00.jobs.example/": "no_such_host",
    "http://256.256.256.256/": "address",
    "http://0177.0.0.1/": "address",
    "http://0300.0250.1.1/": "address",
    "http://a..b/": "no_such_host",
    f"http://{'a' * 64}.example/": "no_such_host",
    f"http://jobs.example/{'a' * 2_000}": "address",
    "http://jobs.example\n/": "address",
    "http://jobs.example:99999999/": "address",
    "http:///path": "address",
    "//jobs.example/": "address",
    "jobs.example": "address",
    "": "address",
    "file:///etc/passwd": "scheme",
    "gopher://127.0.0.1:6379/_FLUSHALL": "scheme",
    "ftp://jobs.example/": "scheme",
    "data:text/plain,x": "scheme",
    "javascript:alert(1)": "scheme",
}


@pytest.fixture
def connected(monkeypatch):
    """Every address that anything tries to connect to."""
    tried = []

    def connect(self, host, port, **kwargs):
        tried.append((host, port))
        raise httpcore.ConnectError

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    return tried


@pytest.mark.parametrize("url", SPELLINGS)
def test_an_address_that_is_not_public_is_refused_however_it_is_spelled(url, connected):
    fetched = fetch(url)
    assert (fetched.outcome, fetched.reason, connected) == (Outcome.REFUSED, "not_public", [])
    assert "not on the public internet" in fetched.problem


@pytest.mark.parametrize(("url", "reason"), NO_ADDRESSES.items())
def test_what_is_no_address_is_refused(url, reason, connected):
    fetched = fetch(url)
    assert (fetched.reason, connected) == (reason, [])
    assert fetched.problem and fetched.body is None


@pytest.mark.parametrize("url", ["http://localhost./", "http://127.0.0.1./"])
def test_a_dot_at_the_end_opens_nothing(url, connected):
    """Some machines know localhost by that name too, others know nobody by it."""
    fetched = fetch(url)
    assert fetched.reason in ("not_public", "no_such_host") and connected == []


def test_no_public_address_is_taken_for_a_private_one():
    public = [
        "8.8.8.8",
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2606:4700:4700::1111",
        "2a00:1450:4001::200e",
        "2001:4860:4860::8888",
        "2001:200::1",
        "2003::1",
    ]
    assert [each for each in public if not is_public(ip_address(each))] == []


@pytest.mark.parametrize("port", [22, 25, 5432, 6379, 9200, 11211, 1])
def test_only_the_ports_of_the_web_are_asked(port, client, connected):
    fetched = client(resolve=Names(jobs_example=["93.184.215.14"])).fetch(f"http://jobs.example:{port}/")
    assert (fetched.reason, fetched.details, connected) == ("port", {"port": port}, [])


@pytest.mark.parametrize("port", [80, 8080, 443, 8443])
def test_a_public_address_is_connected_to_and_never_its_name(port, client, connected):
    fetched = client(resolve=Names(jobs_example=["2606:4700::1111 93.184.215.14"])).fetch(
        f"http://jobs.example:{port}/"
    )
    assert connected == [("2606:4700::1111", port), ("93.184.215.14", port)]
    assert fetched.reason == "no_answer"


def test_one_private_address_among_public_ones_refuses_them_all(client, connected):
    fetched = client(resolve=Names(jobs_example=["93.184.215.14 127.0.0.1"])).fetch("http://jobs.example/")
    assert (fetched.reason, connected) == ("not_public", [])


PERMITS = {
    "jobs.intranet": [True, True, False, False],
    "Jobs.Intranet.": [True, True, False, False],
    "jobs.intranet:8000": [True, False, False, False],
    "10.0.0.5": [True, True, True, False],
    "10.0.0.5:8000": [True, False, True, False],
    "10.0.0.0/24": [True, True, True, False],
    "[fd00::1]:8000": [False, False, False, True],
    "fd00::/8": [False, False, False, True],
    "other.intranet": [False, False, False, False],
}


@pytest.mark.parametrize(("entry", "expected"), PERMITS.items())
def test_what_an_entry_of_the_allowed_hosts_covers(entry, expected):
    asked = [("jobs.intranet", "10.0.0.5", 8000), ("jobs.intranet", "10.0.0.5", 22), ("a.b", "10.0.0.5", 8000)]
    asked.append(("a.b", "fd00::1", 8000))
    assert [Permit.of(entry).covers(name, ip_address(ip), port) for name, ip, port in asked] == expected


@pytest.mark.parametrize("entry", ["", "10.0.0.0/33", "http://jobs.intranet", "a:b", "a@b", "jobs.intranet/path"])
def test_an_entry_that_is_none_says_so(entry, settings):
    settings.IMPORT_ALLOW_HOSTS = [entry]
    with pytest.raises(ImproperlyConfigured, match="IMPORT_ALLOW_HOSTS"):
        fetch("http://jobs.example/")
