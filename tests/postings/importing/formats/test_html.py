"""HTML to markdown: it reads well, nothing of HTML is left, and no page costs more than it should."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postings.importing.formats.html import described, one_line, to_markdown
from recruiting.web.markdown import to_html


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("<div>One</div><div><br></div><div>Two<br>Three</div>", "One\n\nTwo\nThree"),
        ("<h2><strong>About</strong> us</h2><p>We.</p>", "## About us\n\nWe."),
        ("<ul><li><p>One</p></li><li>Two<ul><li>Deep</li></ul></li></ul><p>End</p>", "- One\n- Two\n  - Deep\n\nEnd"),
        ("<ol><li>One<li>Two</ol>", "1. One\n2. Two"),
        ("<li>bare</li><li>items</li>", "- bare\n- items"),
        ("<b>Salary:</b>5k", "**Salary:** 5k"),
        ("<strong>Pay </strong><strong>range</strong>: 5k", "**Pay range**: 5k"),
        ("a<b> </b>b", "a b"),
        ("<p>with <a href='https://tracker.example/x'>our site</a></p>", "with our site"),
        ("<tr><td>Location<td>Berlin</tr>", "LocationBerlin"),  # outside a table, cells are none
        ("<table><tr><th>Location<td>Berlin<tr><td>1<td>2<td>3</table>", "Location: Berlin\n1 | 2 | 3"),
        ("<table><tr><td><p>left</p><td><p>right</p></table>", "left\n\nright"),
        ("<dl><dt>Place<dd>Rome<dt>Start:<dd>May</dl>", "**Place:** Rome\n**Start:** May"),
        ("<pre>one\n two</pre>", "one\ntwo"),
        ("• one<br>• two", "- one\n- two"),
        ("a&nbsp;&nbsp;b &amp; c", "a b & c"),
        ("3+ years, a > b", "3+ years, a > b"),
        ("x<script>alert(1)</script><style>p{}</style><template>t</template>", "x"),
        ("<p hidden>no</p><p style='display: none'>no</p><p aria-hidden=true>no</p>yes", "yes"),
        ("<img src=https://tracker.example/p.gif alt=logo>text", "text"),
        ("", ""),
    ],
)
def test_what_stands_there_reads_well(source, expected):
    assert to_markdown(source) == expected


@pytest.mark.parametrize(
    "text", ["1 * 2 * 3", "snake_case _x_", "a [b](c)", "# no heading", "> no quote", "<b>no tag</b>", "&nbsp;", "`x`"]
)
def test_text_is_not_taken_for_markdown(text):
    """What was text in the page is the same text when the markdown is shown."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    shown = to_html(to_markdown(f"<p>{escaped}</p>"))
    assert shown.strip() == f"<p>{escaped.replace('>', '&gt;')}</p>"


def test_escaped_once_more_and_plain_text():
    assert described("&lt;p&gt;R&amp;amp;D&lt;/p&gt;&lt;p&gt;Two&lt;/p&gt;") == "R&D\n\nTwo"
    assert described("One\r\n\r\n\r\nTwo &amp; three") == "One\n\nTwo & three"
    assert described("if x <y and z> d") == "if x \\<y and z> d"
    assert one_line(" Senior&nbsp;<b>Engineer</b>\n ") == "Senior Engineer"


@pytest.mark.parametrize("tag", ["div", "b", "ul><li", "table><tr><td"])
def test_deep_nesting_costs_no_more_than_its_length(tag):
    start = time.process_time()
    text = to_markdown(f"<{tag}>x" * 100_000)
    assert time.process_time() - start < 5
    assert "x" in text


PIECES = st.sampled_from(
    ["<p>", "</p>", "<a href='javascript:x'>", "<ul>", "<li>", "</ul>", "<b>", "</b>", "<table>", "<tr>", "<td>",
     "</table>", "<br>", "<!--", "-->",
     "<script>", "</script>", "<h2>", "</h2>", "<pre>", "</pre>", "<dt>", "<dd>", "&lt;", "&amp;lt;b&amp;gt;", "&#0;",
     "&#xD800;", "<![CDATA[", "<svg>", "<p hidden>", "text ", "*", "_", "\\", "\n", "<", ">", '"']
)  # fmt: skip
PAGES = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map("".join))


def check_anything(source: str) -> None:
    """Rendered, it holds only what our own markdown makes."""
    shown = to_html(to_markdown(source))
    assert "\x00" not in shown
    assert not any(banned in shown.lower() for banned in ("<script", "<img", "<svg", "javascript:", "<iframe"))


@given(PAGES)
@settings(max_examples=200, deadline=None)
def test_any_page_is_read(source):
    check_anything(source)


@pytest.mark.deep
@given(PAGES)
@settings(max_examples=10_000, deadline=None)
def test_ten_thousand_pages(source):
    check_anything(source)
