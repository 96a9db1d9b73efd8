"""`manage.py read_posting` and the command that renews the list of names."""

import io
import json
import tarfile

import pytest
from django.core.management import CommandError, call_command

from postings.importing.facts import names
from postings.importing.management.commands import renew_skill_names

from . import texts


def test_json_is_one_object_a_line(tmp_path, capsys):
    job, essay = tmp_path / "job.md", tmp_path / "essay.txt"
    job.write_text(texts.ENGLISH, encoding="utf-8")
    essay.write_text(texts.ESSAY, encoding="utf-8")
    call_command("read_posting", "--json", str(job), str(essay))
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (first["file"], len(first["postings"])) == (str(job), 1)
    assert first["postings"][0]["salary_min"] == 75000
    assert second == {"file": str(essay), "postings": []}


def test_the_table_shows_the_words(tmp_path, capsys):
    job = tmp_path / "job.md"
    job.write_text(texts.FRENCH, encoding="utf-8")
    call_command("read_posting", str(job))
    shown = capsys.readouterr().out
    assert "1 posting" in shown
    assert "min_years_experience" in shown and "5 ans d'expérience" in shown


def test_standard_input(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(texts.GERMAN.encode("utf-8-sig"))))
    call_command("read_posting", "--json", "-")
    answer = json.loads(capsys.readouterr().out)
    assert (answer["file"], answer["postings"][0]["posting_language"]) == ("-", "de")


def test_an_unreadable_file_costs_only_itself(tmp_path, capsys):
    job = tmp_path / "job.md"
    job.write_bytes(texts.SPANISH.encode("cp1252"))
    with pytest.raises(CommandError, match="1 of 2"):
        call_command("read_posting", "--json", str(tmp_path / "absent.md"), str(job))
    shown = capsys.readouterr()
    assert json.loads(shown.out)["postings"][0]["title"] == "Analista de Datos"
    assert "absent.md: No such file or directory" in shown.err


def pack(path, files):
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(content.encode())
            archive.addfile(member, io.BytesIO(content.encode()))
    return path


def test_names_are_renewed_with_their_notices(tmp_path, monkeypatch):
    monkeypatch.setattr(renew_skill_names, "NAMES_FILE", tmp_path / "names.txt")
    icons = json.dumps([{"title": "Wobble", "aliases": {"aka": ["Wob"]}}, {"title": "日本"}])
    call_command(
        "renew_skill_names",
        pack(
            tmp_path / "a.tgz",
            {"LICENSE": "MIT of A", "data/Zed.js": "export default {\n  name: 'Zed',\n  type: 'programming',"},
        ),
        pack(tmp_path / "b.tgz", {"LICENSE.md": "CC0 of B", "data/simple-icons.json": icons}),
    )
    assert (tmp_path / "names.txt").read_text().splitlines()[1:] == ["Wob", "Wobble", "Zed"]
    notices = (tmp_path / "names.LICENSES.txt").read_text()
    assert "MIT of A" in notices and "CC0 of B" in notices


def test_a_wrong_package_changes_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(renew_skill_names, "NAMES_FILE", tmp_path / "names.txt")
    with pytest.raises(CommandError, match="no names found"):
        call_command("renew_skill_names", pack(tmp_path / "a.tgz", {"README.md": "hello"}))
    assert not (tmp_path / "names.txt").exists()


def test_the_shipped_names_have_their_licences_beside_them():
    assert len(names.known_names()) > 3000
    notices = names.NAMES_FILE.with_suffix(".LICENSES.txt").read_text(encoding="utf-8")
    assert "MIT License" in notices and "GitHub, Inc." in notices and "CC0" in notices
