"""Imports in a browser: from a text, a dropped file or a table to the postings, and back; with script and without."""

import re

import pytest

from postings.importing import actions, work
from postings.importing.models import ImportRun
from postings.models import Posting
from recruiting.outbox.models import Event
from tests.factories import a_key
from tests.faults.processes import worker
from tests.faults.smtp import MailServer
from tests.postings.importing.conftest import TEXT, several

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("real processes")]
playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
TABLE = b"zzz,yyy,xxx\n" + b"".join(b"Cook %d,Faro,%d00\n" % (n, n) for n in range(1, 5))
# As the system's own drag sends it.
DROP = """(form, [name, content]) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([content], name));
    for (const type of ["dragenter", "dragover", "drop"]) {
        form.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    }
}"""


@pytest.fixture
def page(ines, page_of):
    return page_of(ines)


@pytest.fixture
def read(ines):
    """The address of a text that was pasted and read: read(text)."""

    def paste(text: str = TEXT) -> str:
        run_id = actions.paste(text=text, by=ines, key=a_key())
        work.work_on(run_id)
        return f"/imports/{run_id}/"

    return paste


def press(page, name: str, **how) -> None:
    page.get_by_role("button", name=name, **how).click()


def work_done(page) -> None:
    """What a worker does, once the page says that it waits for one."""
    page.wait_for_selector(".at-work")
    assert work.work_on(ImportRun.objects.latest("pk").pk)


def line(page, label: str):
    return page.locator(".fact-table tr", has=page.get_by_role("rowheader", name=label, exact=True))


def row(page, title: str):
    return page.locator(".row-list li", has_text=title)


def set_up(page, **fields: str) -> None:
    page.locator(".set-up summary").click()
    for name, value in fields.items():
        field = page.locator(f".set-up [name={name}]")
        field.select_option(label=value) if field.evaluate("it => it.matches('select')") else field.fill(value)


# ---------------------------------------------------------------- from a text to a posting, and back


def test_a_text_becomes_a_posting_and_is_taken_back_by_a_real_worker(page, marta):
    page.goto("/imports/new/")
    page.get_by_label("The text").fill(TEXT)
    press(page, "Read it")
    expect(page.get_by_text("Waiting for a worker")).to_be_visible()
    page.evaluate("window.stayed = true")
    with worker(MailServer()):
        expect(page.locator("mark").first).to_be_visible(timeout=30_000)  # the worker starts meanwhile
        assert page.evaluate("window.stayed"), "nobody loaded the page again"
        set_up(page, recruiter="Marta Lopes", hiring_manager="Inês Carvalho", department="Data", openings="2")
        page.locator(".set-up [name=posting_status]").select_option(label="Open")
        press(page, "Apply 1 posting")
        expect(page.get_by_text("This is now a posting.")).to_be_visible()
        page.get_by_role("link", name="Open the posting").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Backend Engineer")
        made = Posting.objects.get()
        assert (made.department, made.status, made.openings.count()) == ("Data", "open", 2)
        team = set(made.team.values_list("user__name", "role"))
        assert {("Marta Lopes", "recruiter"), ("Inês Carvalho", "hiring_manager")} <= team
        page.go_back()
        page.get_by_role("link", name="Take it back").click()
        expect(page.get_by_text("1 posting that it made is archived.")).to_be_visible()
        press(page, "Take it back")
        expect(page.get_by_text("This was taken back.")).to_be_visible()
    assert Posting.objects.get().status == "archived"


def test_each_fact_leads_to_its_words_and_they_lead_back(page, read):
    page.goto(read())
    numbers = page.locator(".ref-link").all_inner_texts()
    assert len(numbers) > 5 and set(numbers) == set(page.locator("mark > a").all_inner_texts())
    pay = line(page, "Pay")
    number = pay.locator(".ref").inner_text()
    words = page.locator(f"mark[data-fact='{number}']").first
    expect(words).to_contain_text("3000")
    unlit = words.evaluate("it => getComputedStyle(it).backgroundColor")
    pay.hover()
    assert words.evaluate("it => getComputedStyle(it).backgroundColor") != unlit, "they light each other"
    pay.locator(".ref-link").click()
    expect(page).to_have_url(re.compile(f"#w{number}$"))
    words.get_by_role("link").click()
    expect(page.locator("tr:target")).to_have_attribute("id", pay.get_attribute("id"))


def test_a_correction_is_marked_as_a_persons_and_survives_reload_and_back(page, read, ines):
    page.goto("/imports/")
    page.goto(read())
    pay = line(page, "Pay")
    pay.get_by_role("link", name="Correct: Pay").click()
    dialog = page.locator("#dialog")
    expect(dialog.get_by_text("Read from")).to_be_visible()
    dialog.locator("[name=pay_max]").fill("1")
    press(dialog, "Set it")
    expect(dialog.get_by_text("This is less than where the pay begins.")).to_be_visible()
    dialog.locator("[name=pay_max]").fill("5000")
    press(dialog, "Set it")
    expect(dialog).to_be_hidden()
    for _look in range(2):
        expect(pay.locator("del")).to_contain_text("EUR 3,000–4,000 a month")
        expect(pay.locator("ins")).to_contain_text("EUR 3,000–5,000 a month")
        expect(pay.get_by_text("Set by a person.")).to_be_visible()
        page.reload()
    page.go_back()
    expect(page.get_by_role("heading", name="Imports")).to_be_visible()
    page.go_forward()
    expect(pay.locator("ins")).to_contain_text("5,000")
    press(page, "Apply 1 posting")
    work_done(page)
    expect(page.get_by_text("This is now a posting.")).to_be_visible()
    made = Posting.objects.get()
    assert made.pay_max == 5000 and "pay_max" in made.edited_fields


def test_rows_are_skipped_accepted_and_set_up_one_by_one_and_all_at_once(page, read):
    page.goto(read(several(3)))
    press(row(page, "Product Designer"), "Skip")
    expect(row(page, "Product Designer").get_by_text("Skipped")).to_be_visible()
    expect(page.get_by_role("button", name="Apply 2 postings")).to_be_visible()
    page.go_back()
    page.reload()
    expect(row(page, "Product Designer").get_by_text("Skipped")).to_be_visible()
    press(page, "Skip all")
    expect(page.get_by_role("button", name="Apply")).to_have_count(0)
    press(page, "Accept all")
    press(row(page, "Product Designer"), "Skip")
    expect(page.get_by_role("button", name="Apply 2 postings")).to_be_visible()
    row(page, "Data Analyst").get_by_role("link").click()
    expect(line(page, "Title")).to_contain_text("Data Analyst")
    page.get_by_role("link", name="Set it up").click()
    dialog = page.locator("#dialog")
    dialog.get_by_label("Openings").fill("7")
    press(dialog, "Set it")
    expect(page.get_by_text("Begins otherwise than the others")).to_be_visible()
    set_up(page, department="Data", openings="3")
    press(page, "Keep these for later")
    expect(page.get_by_text("Kept. Nothing is made of it until you apply.")).to_be_visible()
    expect(page.locator(".set-up summary")).to_contain_text("3 openings")
    page.get_by_role("button", name="Apply 2 postings").dblclick()
    work_done(page)
    expect(page.get_by_role("link", name="Take it back")).to_be_visible()
    made = {one.title: one.openings.count() for one in Posting.objects.all()}
    assert made == {"Backend Engineer": 3, "Data Analyst": 7}
    assert Event.objects.filter(topic="import.apply_asked").count() == 1, "pressed twice it is one"
    page.go_back()
    expect(page.get_by_role("button", name="Apply")).to_have_count(0)


# ---------------------------------------------------------------- files


def test_files_are_dropped_chosen_by_keyboard_and_taken_out_again(page):
    other = {"name": "other.txt", "mimeType": "", "buffer": TEXT.encode()}
    # From the start: a browser that is asked for its chooser together with the key may open one of its own.
    page.on("filechooser", lambda chooser: chooser.set_files([other]))
    page.goto("/imports/new/")
    page.locator("form[data-drop]").evaluate(DROP, ["job.md", TEXT])
    chosen = page.locator(".chosen-files li")
    expect(chosen).to_have_text([re.compile("job.md")])
    page.get_by_label("Or files").focus()
    expect(page.get_by_label("Or files")).to_be_focused()
    page.keyboard.press("Space")
    expect(chosen).to_have_text([re.compile("other.txt")])
    page.locator("form[data-drop]").evaluate(DROP, ["job.md", TEXT])
    expect(chosen).to_have_count(2)
    press(page, "Take it out again: other.txt")
    expect(chosen).to_have_text([re.compile("job.md")])
    press(page, "Read it")
    work_done(page)
    expect(page.locator("mark").first).to_be_visible()
    assert ImportRun.objects.get().name == "job.md"


def test_a_table_whose_columns_nobody_knows_is_read_as_a_person_says(page):
    page.goto("/imports/new/")
    page.get_by_label("Or files").set_input_files([{"name": "jobs.csv", "mimeType": "", "buffer": TABLE}])
    press(page, "Read it")
    work_done(page)
    page.get_by_role("link", name="Say what its columns are").click()
    press(page, "Read it so")
    expect(page.get_by_text("Say which column is the title.")).to_be_visible()
    page.get_by_label("zzz").select_option(label="Title")
    page.get_by_label("yyy").select_option(label="Location")
    page.reload()
    expect(page.get_by_label("zzz")).to_have_value("title")
    press(page, "Read it so")
    work_done(page)
    expect(row(page, "Cook 4")).to_be_visible()
    expect(line(page, "Location")).to_contain_text("Faro")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_wrong_file_is_told_at_its_field_and_what_was_typed_stays(ines, page_of, script):
    page = page_of(ines, java_script_enabled=script)
    page.goto("/imports/new/")
    page.get_by_label("The text").fill("A cook in Porto")
    field = page.locator(".field", has=page.locator("[type=file]"))
    wrong = [{"name": "shot.png", "mimeType": "", "buffer": PNG}]
    if not script:  # with it an empty one is not even sent
        wrong.append({"name": "empty.txt", "mimeType": "", "buffer": b""})
    field.locator("input").set_input_files(wrong)
    press(page, "Read it")
    expect(field).to_contain_text("shot.png is no text")
    if not script:
        expect(field).to_contain_text("empty.txt is empty")
    expect(page.get_by_label("The text")).to_have_value("A cook in Porto")
    assert not ImportRun.objects.exists()


def test_what_is_too_much_is_told_before_it_is_sent(page, tmp_path):
    large = tmp_path / "large.xml"
    with large.open("wb") as file:
        file.truncate(501 * 1024 * 1024)  # of which the disk holds nothing
    page.goto("/imports/new/")
    page.on("request", lambda sent: pytest.fail("it was sent") if sent.method == "POST" else None)
    files, text = page.get_by_label("Or files"), page.get_by_label("The text")
    files.set_input_files(large)
    expect(page.locator(".chosen-files")).to_contain_text("too large to be read")
    press(page, "Read it")
    assert "large.xml" in files.evaluate("it => it.validationMessage")
    press(page, "Take it out again: large.xml")
    text.fill("A cook in Porto. " * 12_000)
    press(page, "Read it")
    assert "longer than what is read at once" in text.evaluate("it => it.validationMessage")
    expect(text).to_have_value("A cook in Porto. " * 12_000)


# ---------------------------------------------------------------- two people; no script


def test_of_two_people_on_one_run_the_later_is_refused_in_words_and_loses_nothing(page, page_of, read, marta):
    address = read(several(2))
    theirs = page_of(marta)
    for one in (page, theirs):
        one.goto(address)
    page.get_by_role("link", name="Correct: Title").click()
    dialog = page.locator("#dialog")
    title = dialog.get_by_role("textbox", name="Title")
    title.fill("Staff Engineer")
    press(row(theirs, "Backend Engineer"), "Skip")
    press(dialog, "Set it")
    expect(dialog.get_by_text("Somebody else saved this posting meanwhile.")).to_be_visible()
    expect(title).to_have_value("Staff Engineer")
    press(dialog, "Set it")
    expect(row(page, "Staff Engineer").get_by_text("Skipped")).to_be_visible()
    theirs.get_by_role("button", name="Accept Backend Engineer").click()
    expect(theirs.get_by_role("alert")).to_contain_text("Somebody else saved this meanwhile.")
    theirs.get_by_role("link", name="Back to where you were").click()
    press(theirs, "Apply 1 posting")
    work_done(theirs)
    press(page, "Skip all")
    expect(page.get_by_role("alert")).to_contain_text("This import is applied. Nothing was changed.")
    assert Posting.objects.get().title == "Data Analyst"


def test_without_script_from_a_text_to_its_posting_and_back(ines, page_of):
    page = page_of(ines, java_script_enabled=False)
    page.goto("/imports/new/")
    page.get_by_label("The text").fill(several(2))
    press(page, "Read it")
    work_done(page)
    page.get_by_role("link", name="Look again").click()
    page.get_by_role("link", name="Correct: Title").click()
    page.get_by_role("textbox", name="Title").fill("Staff Engineer")
    press(page, "Set it")
    expect(line(page, "Title").get_by_text("Set by a person.")).to_be_visible()
    page.get_by_role("link", name="Set it up").click()
    page.get_by_label("Openings").fill("2")
    press(page, "Set it")
    press(row(page, "Data Analyst"), "Skip")
    set_up(page, department="Data")
    press(page, "Apply 1 posting")
    work_done(page)
    page.get_by_role("link", name="Look again").click()
    expect(row(page, "Staff Engineer").get_by_text("Applied")).to_be_visible()
    made = Posting.objects.get()
    assert (made.title, made.department, made.openings.count()) == ("Staff Engineer", "Data", 2)
    page.get_by_role("link", name="Take it back").click()
    press(page, "Take it back")
    work_done(page)
    page.get_by_role("link", name="Look again").click()
    expect(row(page, "Staff Engineer").get_by_text("Reverted")).to_be_visible()
    assert Posting.objects.get().status == "archived"
