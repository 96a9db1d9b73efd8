import pytest

from recruiting.local.folder import PROJECT

pytestmark = pytest.mark.django_db
COMPONENTS = {f"_components/{path.name}" for path in (PROJECT / "templates/_components").glob("*.html")}


def test_it_shows_every_component_and_every_state_from_the_product_s_own_fragments(browser_of, administrator):
    page = browser_of(administrator).get("/styleguide/")
    assert COMPONENTS - {template.name for template in page.templates} == set()
    shown = page.content.decode()
    by_script = ["open", "refused", "moving", "focused", "lifted", "changed", "seconds="]
    by_part = [' disabled class="btn"', 'aria-busy="true"', 'aria-invalid="true"', 'data-at="over"', 'data-at="due"']
    assert [state for state in [*(f"data-{each}" for each in by_script), *by_part] if state not in shown] == []
