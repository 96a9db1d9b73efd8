"""The rules of the house that a program can check. Each failure names the file, the line and the rule."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from recruiting.local.folder import PROJECT

AREAS = ("recruiting", "postings", "candidates")
LONGEST = 400
CODE = sorted(
    path for area in AREAS for path in (PROJECT / area).rglob("*.py") if "migrations" not in path.parts
)  # fmt: skip
TESTS = sorted((PROJECT / "tests").rglob("*.py"))
TEMPLATES = sorted((PROJECT / "templates").rglob("*.html"))
SCRIPTS = sorted(path for path in (PROJECT / "static").rglob("*.js") if "vendor" not in path.parts)


def place(path: Path, node: ast.AST | int) -> str:
    line = node if isinstance(node, int) else node.lineno
    return f"{path.relative_to(PROJECT)}:{line}"


def nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_text(), filename=str(path)))


def calls(path: Path, *names: str) -> Iterator[ast.Call]:
    """Calls of a method or function of one of these names."""
    for node in nodes(path):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in names:
                yield node


def modules(*names: str) -> list[Path]:
    return [path for path in CODE if path.name in names or path.parent.name + ".py" in names]


def test_there_is_something_to_check():
    assert len(CODE) > 60 and len(TEMPLATES) > 10 and len(TESTS) > 10


def test_only_locks_modules_lock():
    found = [place(path, call) for path in CODE if path.name != "locks.py" for call in calls(path, "select_for_update")]
    assert found == []


def test_a_lock_never_blocks_what_only_refers_to_the_row():
    """FOR UPDATE on a posting would hold back the insertion of its applications."""
    found = [
        place(path, call)
        for path in CODE
        for call in calls(path, "select_for_update")
        if not any(word.arg == "no_key" and getattr(word.value, "value", None) is True for word in call.keywords)
    ]
    assert found == []


@pytest.mark.parametrize("banned", ["objects", "_base_manager", "_default_manager"])
def test_views_ask_queries_and_actions_for_rows(banned):
    found = [
        place(path, node)
        for path in modules("views.py")
        for node in nodes(path)
        if isinstance(node, ast.Attribute) and node.attr == banned
    ]
    assert found == []


def test_views_open_no_transaction_and_no_cursor():
    banned = {"atomic", "cursor", "on_commit"}
    found = [
        place(path, node)
        for path in modules("views.py")
        for node in nodes(path)
        if isinstance(node, ast.Attribute) and node.attr in banned
    ]
    assert found == []


def test_queries_write_nothing():
    writes = ("create", "bulk_create", "bulk_update", "update", "delete", "save", "get_or_create", "update_or_create")
    found = [
        place(path, call) for path in modules("queries.py") for call in calls(path, *writes) if not _is_of_a_dict(call)
    ]
    assert found == []


def _is_of_a_dict(call: ast.Call) -> bool:
    """`update` is also a word of dicts and sets: only a call with keywords alone, on a manager's chain, is a write."""
    return call.func.attr == "update" and not (call.keywords and not call.args)


def test_a_row_that_exists_is_saved_by_its_changed_fields():
    """A bare save loses an edit made meanwhile and brings a deleted row back. With `content` it is a storage's."""
    found = [
        place(path, call)
        for path in CODE
        for call in calls(path, "save")
        if isinstance(call.func, ast.Attribute)
        and not _is_super_or_form(call)
        and not any(word.arg in ("update_fields", "force_insert", "using", "content") for word in call.keywords)
    ]
    assert found == []


def _is_super_or_form(call: ast.Call) -> bool:
    """super().save(…) in a form or an admin, and a session's own save, are not a model's."""
    owner = call.func.value
    if isinstance(owner, ast.Call):
        return isinstance(owner.func, ast.Name) and owner.func.id == "super"
    return isinstance(owner, ast.Name) and owner.id in {"session", "workbook"}


def test_no_table_has_an_order_of_its_own():
    """Meta.ordering sorts where nobody asked, and where an index cannot."""
    found = [
        place(path, node)
        for path in CODE
        for meta in nodes(path)
        if isinstance(meta, ast.ClassDef) and meta.name == "Meta"
        for node in meta.body
        if isinstance(node, ast.Assign) and any(getattr(target, "id", "") == "ordering" for target in node.targets)
    ]
    assert found == []


def test_models_have_no_rules_in_save():
    """Triggers, bulk updates and raw SQL would pass them by."""
    found = [
        place(path, node)
        for path in modules("models.py")
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef) and node.name in {"save", "delete", "clean", "full_clean"}
    ]
    assert found == []


def test_no_signals_but_after_a_migration():
    """What follows from a change stands in the action that makes it."""
    known = {"post_migrate", "worker_process_init", "worker_ready", "worker_shutdown", "setup_logging"}
    found = [
        f"{place(path, node)} {alias.name}"
        for path in CODE
        for node in nodes(path)
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("signals")
        for alias in node.names
        if alias.name not in known
    ]
    found += [place(path, call) for path in CODE for call in calls(path, "receiver")]
    assert found == []


def test_what_waits_for_a_commit_cannot_fail_the_request():
    """With the broker dead a move still answers, and the sweeper finds what is due."""
    found = [
        place(path, call)
        for path in CODE
        for call in calls(path, "on_commit")
        if not any(word.arg == "robust" and getattr(word.value, "value", None) is True for word in call.keywords)
    ]
    assert found == []


def test_only_the_one_statement_writes_moves():
    """Elsewhere nobody creates, changes or deletes a move, or sets what an application copies from its last one."""
    copied = {"stage", "stage_id", "status", "version", "stage_entered_at", "moved_at", "opening", "opening_id"}
    found = []
    for path in CODE:
        text = path.read_text()
        if path.match("candidates/moves/statement.py"):
            continue
        found += [f"{path.name}: StageMove.objects.create" for _ in re.finditer(r"StageMove\.objects\.\w*create", text)]
        found += [
            place(path, call)
            for call in calls(path, "update")
            if "Application.objects" in ast.unparse(call.func) and copied & {word.arg for word in call.keywords}
        ]
        found += [
            f"{path.name}: raw SQL" for _ in re.finditer(r"INSERT INTO candidates_(stagemove|application)\b", text)
        ]
    assert found == []


@pytest.mark.parametrize("path", CODE + TESTS, ids=lambda path: str(path.relative_to(PROJECT)))
def test_no_module_passes_400_lines(path):
    assert len(path.read_text().splitlines()) <= LONGEST


def test_no_test_sleeps_or_asserts_next_to_nothing():
    found = [place(path, call) for path in TESTS for call in calls(path, "sleep")]
    found += [
        place(path, node)
        for path in TESTS
        for node in nodes(path)
        if isinstance(node, ast.Assert)
        and isinstance(node.test, ast.Compare)
        and len(node.test.ops) == 1
        and re.search(r">= 1$|> 0$", ast.unparse(node.test))
    ]
    assert found == []


def test_a_lazy_text_is_never_evaluated_at_import():
    """gettext at module level would freeze one language for everybody."""
    found = [
        place(path, statement)
        for path in CODE
        if re.search(r"from django\.utils\.translation import .*\bgettext as _", path.read_text())
        for statement in ast.parse(path.read_text()).body
        if isinstance(statement, ast.Assign | ast.AnnAssign)
        and not any(isinstance(inner, ast.Lambda) for inner in ast.walk(statement))
        for call in ast.walk(statement)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "_"
    ]
    assert found == []


# ---------------------------------------------------------------- templates

COMMENTS = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}|<!--.*?-->", re.DOTALL)
TAG = re.compile(r"<[a-zA-Z][^<>]*(?:\{[{%].*?[%}]\}[^<>]*)*>", re.DOTALL)
LOGIC = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
RULES = {
    "hx-* is not valid HTML: write data-hx-*": re.compile(r"(?<![\w-])hx-[a-z]"),
    "the policy allows no style attribute": re.compile(r"\sstyle\s*="),
    "the policy allows no inline handler": re.compile(r"\son[a-z]+\s*="),
    "the policy allows no javascript: address": re.compile(r"=\s*[\"']?\s*javascript:", re.IGNORECASE),
}


@pytest.mark.parametrize("rule", RULES)
def test_tags_in_templates(rule):
    found = []
    for path in TEMPLATES:
        text = COMMENTS.sub(lambda match: "\n" * match[0].count("\n"), path.read_text())
        found += [
            f"{place(path, text.count(chr(10), 0, tag.start()) + 1)} {tag[0][:60]}"
            for tag in TAG.finditer(text)
            if RULES[rule].search(LOGIC.sub("", tag[0]))
        ]
    assert found == []


def test_no_inline_script_or_style_in_templates():
    inline = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>|<style\b")
    found = [
        place(path, path.read_text().count("\n", 0, match.start()) + 1)
        for path in TEMPLATES
        for match in inline.finditer(COMMENTS.sub("", path.read_text()))
    ]
    assert found == []


def test_nothing_in_templates_is_marked_safe_or_left_unescaped():
    found = [
        place(path, path.read_text().count("\n", 0, match.start()) + 1)
        for path in TEMPLATES
        for match in re.finditer(r"\|\s*safe\b|\{% autoescape off", path.read_text())
    ]
    assert found == []


def test_every_form_that_posts_carries_its_token():
    form = re.compile(r"<form\b(?P<tag>[^>]*)>(?P<inside>.*?)</form>", re.DOTALL | re.IGNORECASE)
    found = [
        place(path, path.read_text().count("\n", 0, match.start()) + 1)
        for path in TEMPLATES
        for match in form.finditer(path.read_text())
        if re.search(r"method\s*=\s*[\"']?post", match["tag"], re.IGNORECASE) and "csrf_token" not in match["inside"]
    ]
    assert found == []


def test_no_script_evaluates_text_or_writes_styles_as_text():
    banned = re.compile(r"\beval\(|new Function\(|\.innerHTML\s*=|document\.write\(|setAttribute\([\"']style")
    found = [
        place(path, number)
        for path in SCRIPTS
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if banned.search(line)
    ]
    assert found == []
