"""Tables: how their cells are told apart, what their columns are taken for, and what one bad row costs."""

import io
import time
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from postings.importing.fields import FIELDS
from postings.importing.formats import table
from postings.importing.formats.content import Content, Unreadable
from postings.importing.reading import read_record

from .answers import PAY, content_of, format_of, only, path_of, read, records_of, stated

HEAD = "id,job title,company,city,country,url"
ROW = "1,Cook,Galley,Bergen,NO,https://galley.example/1"


def csv(*rows: str, head=HEAD) -> str:
    return "\n".join([head, *rows]) + "\n"


def xlsx(*sheets: list[list], **more: bytes) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as packed:
        for name, held in more.items():
            packed.writestr(name, held)
    return file.getvalue()


def guesses(payload) -> dict[str, str]:
    return {column.name: column.guess for column in table.columns(content_of(payload))}


# ---------------------------------------------------------------- cells


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_any_usual_spelling(delimiter, newline, encoding):
    rows = [["titel", "arbeitgeber", "ort"], ["Köchin", "Kombüse", "Zürich"], ["Bäcker", "Ofen", "Köln"]]
    payload = newline.join(delimiter.join(row) for row in rows).encode(encoding)
    assert format_of(payload) == "table"
    assert [stated(posting, "title", "company", "location") for posting in read(payload)] == [
        {"title": "Köchin", "company": "Kombüse", "location": "Zürich"},
        {"title": "Bäcker", "company": "Ofen", "location": "Köln"},
    ]


def test_quoted_cells_over_several_lines_and_the_line_each_row_begins_on():
    cook = '1,"Cook, ""hot"" kitchen",Galley,"You cook.\n\n- 3 years of experience\n",x'
    held = csv(cook, "2,Baker,Oven,You bake.,y", head="id,title,company,description,note")
    first, second = records_of(held)
    assert (first.line, second.line) == (2, 6)
    posting = read(held)[0]
    assert (posting.get("title"), posting.get("min_years_experience")) == ('Cook, "hot" kitchen', 3)


def test_mixed_newlines_leading_spaces_blank_rows_and_an_index_without_a_name():
    held = ',title,company,location\r\n0, Cook ," Galley"," Plano, TX"\n\n,,,\r1,Baker,Oven,Oslo'
    assert [posting.external_id for posting in read(held)] == [record.external_id for record in records_of(held)]
    assert [(posting.get("title"), posting.get("location")) for posting in read(held)] == [
        ("Cook", "Plano, TX"),
        ("Baker", "Oslo"),
    ]
    assert guesses(held) == {"Column 1": "", "title": "title", "company": "company", "location": "location"}
    assert [record.line for record in records_of(held)] == [2, 5]


def test_a_row_with_a_separator_too_many_costs_only_itself():
    held = csv("1,Cook, pastry,Galley,Bergen,NO,x", ROW.replace("1", "2"), ",,,,,https://galley.example/3")
    bad, good, empty = read(held)
    assert "more cells" in bad.problem
    assert (good.get("title"), good.problem) == ("Cook", "")
    assert "no title" in empty.problem


def test_a_quotation_mark_that_is_never_closed_is_named_with_its_line():
    for rest in (",x" * 3_000_000, "", "\n3,Waiter,Galley,Oslo,NO,x\n"):
        with pytest.raises(Unreadable, match="line 3"):
            records_of(csv(ROW, '2,"Baker,Oven' + rest))


def test_what_above_the_header_stands_is_skipped():
    held = "Open positions\n\n24 November 2026\n" + csv(ROW)
    assert (records_of(held)[0].line, only(held).get("title")) == (5, "Cook")


@pytest.mark.parametrize(
    "text",
    [
        "# Cook\n\nWe, the galley, seek a cook.\nYou boil, fry, and bake, and you like it.\nApply, please, soon.",
        "Cook, Bergen\n\nGalley seeks, since May, a cook. You boil, fry and bake.\n\n- soup, fish\n- bread\n",
        "Dear all,\nwe seek a cook,\nin Bergen,\nfrom May,\n",
        "Hello, world",
        "title",
        "Location: Bergen; Oslo\nSalary: 5; 6\n",
        "",
    ],
)
def test_prose_is_no_table(text):
    assert format_of(text) == "paste"


def test_a_table_with_names_that_nobody_knows_is_one_all_the_same():
    held = "aa,bb,cc\n" + "1,2,3\n" * 3
    assert format_of(held) == "table"
    assert guesses(held) == {"aa": "", "bb": "", "cc": ""}
    assert "no title" in records_of(held)[0].problem


# ---------------------------------------------------------------- columns


@pytest.mark.parametrize(
    ("head", "meanings"),
    [
        ("Título,Empresa,Cidade,Salário,Tipo de contrato", "title company city salary employment_type"),
        ("Puesto,Empleador,Ubicación,Sueldo,Idiomas", "title company location salary language"),
        ("Stellenbezeichnung,Arbeitgeber,Arbeitsort,Gehalt von,Währung", "title company location salary_min currency"),
        ("Intitulé du poste,Entreprise,Lieu,Salaire,Type de contrat", "title company location salary employment_type"),
        ("job_title,is_remote,min_amount,max_amount,interval", "title remote salary_min salary_max salary_period"),
    ],
)
def test_names_in_five_languages(head, meanings):
    assert list(guesses(csv("a,b,c,d,e", "f,g,h,i,j", head=head)).values()) == meanings.split()


def test_of_two_columns_for_one_thing_the_better_name_counts():
    assert guesses(csv("a,b,c", "d,e,f", head="role,job title,title")) == {
        "role": "",
        "job title": "",
        "title": "title",
    }


def test_a_column_is_known_by_its_values_where_its_name_says_nothing():
    rows = [f"Cook {at},https://x.example/{at},{'soup ' * 80},https://x.example/same" for at in range(3)]
    found = guesses(csv(*rows, head="title,zz,yy,xx"))
    assert found == {"title": "title", "zz": "url", "yy": "description", "xx": ""}


def test_samples_and_fingerprint():
    content = content_of(csv(*(f"{at},Cook {at},,Bergen,NO," for at in range(9))))
    columns = {column.name: column.samples for column in table.columns(content)}
    assert columns["job title"] == ["Cook 0", "Cook 1", "Cook 2", "Cook 3"]
    assert columns["company"] == []
    same, other = content_of(csv(ROW, head=HEAD.upper())), content_of(csv(ROW, head=HEAD + "2"))
    assert table.fingerprint(content) == table.fingerprint(same) != table.fingerprint(other)


def test_every_fact_has_a_meaning_to_choose():
    facts = {fact for field in FIELDS for fact in field.facts} - {"salary_basis"}
    assert facts <= set(table.TARGETS)


def test_a_mapping_says_otherwise():
    content = content_of(csv("7,Cook,Galley,Bergen,NO,x"))
    (record,) = table.records(content, {"company": "title", "job title": "department", "id": ""})
    posting = read_record(table, record)
    assert stated(posting, "title", "department", "company", "location") == {
        "title": "Galley",
        "department": "Cook",
        "company": None,
        "location": None,
    }
    assert record.external_id != "7"
    assert record.digest != records_of(csv("7,Cook,Galley,Bergen,NO,x"))[0].digest


# ---------------------------------------------------------------- identity


def test_by_what_a_row_is_known():
    held = csv(ROW, "2,Cook,Galley,Bergen,NO,", ",Cook,Galley,Bergen,NO,https://galley.example/9?utm_source=x",
               ",Cook,Galley,Bergen,NO,", ",COOK ,Galley, Bergen,NO,", ",Cook,Galley,Oslo,NO,")  # fmt: skip
    known = [record.external_id for record in records_of(held)]
    assert known[:3] == ["1", "2", "https://galley.example/9"]
    assert known[3] == known[4] != known[5]


def test_two_tables_with_the_same_ids_do_not_collide():
    tenants = {records_of(csv(ROW, head=head))[0].tenant for head in (HEAD, HEAD.replace("city", "town"))}
    assert len(tenants) == 2
    assert records_of(csv(ROW))[0].tenant == records_of(csv("5,Baker,Oven,Oslo,NO,x"))[0].tenant


# ---------------------------------------------------------------- what a row states


def test_what_a_row_states():
    head = "title;skills;level;languages;remote;salary from;salary to;currency;closing date;language;site;contract"
    row = "Cook;SQL|Python|Soup, hot;Senior (5+yr);German required;hybrid;50.000 €;60.000 €;;31.12.2026;en;Board"
    row += ";Part-time"
    posting = only(csv(row, head=head))
    assert posting.all("skill_required") == ["SQL", "Python", "Soup, hot"]
    assert stated(posting, "seniority", "min_years_experience", "workplace", "closing_on", "posting_language") == {
        "seniority": "senior",
        "min_years_experience": 5,
        "workplace": "hybrid",
        "closing_on": "2026-12-31",
        "posting_language": "en",
    }
    assert stated(posting, *PAY) == {
        "salary_min": 50000,
        "salary_max": 60000,
        "currency": "EUR",
        "salary_period": None,
        "salary_basis": None,
    }
    assert posting.get("language") == {"language": "German", "level": None}
    assert (posting.get("source"), posting.get("employment_type")) == ("Board", "part_time")
    assert path_of(posting, "seniority") == "level"


@pytest.mark.parametrize(
    ("dates", "closes"),
    [
        (["03/04/2027"], None),
        (["03/04/2027", "25/04/2027"], "2027-04-03"),
        (["03/04/2027", "04/25/2027"], "2027-03-04"),
        (["03/04/2027", "04/25/2027", "25/04/2027"], None),
    ],
)
def test_a_tables_other_dates_tell_day_and_month(dates, closes):
    rows = (f"{at},Cook,Galley,Oslo,NO,,{day}" for at, day in enumerate(dates))
    assert read(csv(*rows, head=f"{HEAD},deadline"))[0].get("closing_on") == closes


@pytest.mark.parametrize(
    ("pay", "currency", "period", "read_as"),
    [
        ("$50K per year", "", "", (50000, 50000, None, "year")),
        ("50000", "EUR", "yearly", (50000, 50000, "EUR", "year")),
        ("50000", "", "", (50000, 50000, None, None)),
        ("competitive", "EUR", "yearly", (None, None, None, None)),
        ("0", "", "", (None, None, None, None)),
    ],
)
def test_nothing_of_a_pay_is_added(pay, currency, period, read_as):
    posting = only(csv(f"Cook,Galley,{pay},{currency},{period}", head="title,company,salary,currency,period"))
    assert tuple(posting.get(name) for name in PAY[:4]) == read_as


@pytest.mark.parametrize("cell", ["x" * 1_000_000, "\u0085", "🍲", "=1+1", "#N/A", "<b>Cook</b>"])
def test_odd_cells(cell):
    assert only(csv(f'1,Cook,"{cell}",Oslo,NO,')).get("title") == "Cook"


def test_what_no_database_holds():
    half = csv("1,Co\ud83dok,Galley,Oslo,NO,").encode("utf-8", "surrogatepass")  # no UTF-8, so every byte is a letter
    assert "\ud83d" not in only(half).get("title")
    with pytest.raises(Unreadable, match="This is no text"):
        format_of(csv("1,Co\0ok,Galley,Oslo,NO,"))
    late = csv(*[ROW] * 2000, "1,Co\0ok,Galley,Oslo,NO,")
    assert records_of(late)[-1].raw["title"] == [["job title", "Co\ufffdok"]]


# ---------------------------------------------------------------- workbooks


def test_a_workbook():
    rows = [["Open positions"], ["ID", "Title", "Salary min", "Deadline", "Remote", "Company"],
            [1.0, "Cook", 50000.5, datetime(2027, 3, 4), True, "Galley"],  # noqa: DTZ001 (a sheet has no zone)
            [None, None], ["A2", "Baker", 30000, date(2027, 3, 5), False, "#N/A"]]  # fmt: skip
    payload = xlsx([], [["Notes"], ["nothing"]], rows)
    assert format_of(payload) == "table"
    first, second = read(payload)
    assert (first.external_id, second.external_id) == ("1", "A2")
    assert stated(first, "title", "salary_min", "closing_on", "workplace", "company") == {
        "title": "Cook",
        "salary_min": 50000.5,
        "closing_on": "2027-03-04",
        "workplace": "remote",
        "company": "Galley",
    }
    assert (second.get("remote"), second.get("company"), second.get("closing_on")) == (False, None, "2027-03-05")
    assert [record.line for record in records_of(payload)] == [3, 5]


def test_a_formula_that_nobody_computed_states_nothing():
    payload = xlsx([["title", "company", "url"], ["Cook", '="Gal"&"ley"', "x"]])
    assert only(payload).get("company") is None


def test_bombs_and_broken_workbooks_are_refused():
    with pytest.raises(Unreadable, match="unpacks to far more"):
        format_of(xlsx([["title", "company"]], bomb=b"\0" * 30_000_000))
    whole = xlsx([["title", "company", "url"], ["Cook", "Galley", "x"]])
    broken = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as packed, zipfile.ZipFile(broken, "w") as other:
        for name in packed.namelist():
            other.writestr(name, b"<x" if name.endswith("sheet1.xml") else packed.read(name))
    with pytest.raises(Unreadable, match="could not be read"):
        read(broken.getvalue())
    cells = b'<worksheet><sheetData><row><c t="str"><v>&a;</v></c></row></sheetData></worksheet>'
    entities = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + cells
    with zipfile.ZipFile(io.BytesIO(whole)) as packed, zipfile.ZipFile(broken := io.BytesIO(), "w") as other:
        for name in packed.namelist():
            other.writestr(name, entities if name.endswith("sheet1.xml") else packed.read(name))
    with pytest.raises(Unreadable, match="could not be read"):
        read(broken.getvalue())


def test_another_packed_file_is_no_workbook():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("word/document.xml", "<x/>")
    with pytest.raises(Unreadable, match="none of the files"):
        format_of(file.getvalue())


# ---------------------------------------------------------------- limits and speed


def test_a_table_of_a_hundred_thousand_columns_is_refused_fast():
    start = time.process_time()
    held = content_of(csv(",".join(["x"] * 100_000), head=",".join(f"title{at}" for at in range(100_000))))
    with pytest.raises(Unreadable, match="more than 500 columns"):
        list(table.records(held))
    assert time.process_time() - start < 2


def test_ten_thousand_rows_are_told_apart_fast():
    held = content_of(csv(*(f"{at},Cook,Galley,Bergen,NO,https://galley.example/{at}" for at in range(10_000))))
    start = time.process_time()
    digests = {record.digest for record in table.records(held)}
    assert len(digests) == 10_000
    assert time.process_time() - start < 10 / 3


def test_a_packed_table_is_unpacked():
    import gzip

    assert only(gzip.compress(csv(ROW).encode())).get("title") == "Cook"
    with pytest.raises(Unreadable, match="damaged"):
        list(table.records(Content.of(gzip.compress(csv(*[ROW] * 99).encode())[:-20])))
