"""Without a mouse: shortcuts, the order of the tabulator, where the focus goes."""

import pytest
from playwright.sync_api import expect


@pytest.fixture
def page(administrator):
    administrator.goto("/associations")
    return administrator


def test_slash_focuses_the_search_and_types_nothing(page):
    page.keyboard.press("/")
    search = page.get_by_role("combobox", name="Rechercher une association")
    expect(search).to_be_focused()
    expect(search).to_have_value("")


def test_the_search_suggests_and_opens_what_the_arrows_choose(page):
    page.keyboard.press("/")
    page.keyboard.type("Bagad")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bagad")


def test_j_and_k_walk_the_rows_and_enter_opens_one(page):
    links = page.locator("tr[data-row] .lead a")
    page.keyboard.press("j")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(links.nth(0)).to_be_focused()
    name = links.nth(0).inner_text()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


def test_question_mark_opens_the_help_and_escape_closes_it(page):
    page.keyboard.press("?")
    help_box = page.get_by_role("dialog", name="Raccourcis clavier")
    expect(help_box).to_be_visible()
    page.keyboard.press("Escape")
    expect(help_box).to_have_count(0)


def test_letters_typed_into_a_field_stay_letters(page):
    box = page.get_by_role("searchbox", name="Chercher dans la liste")
    box.focus()
    page.keyboard.type("jk/?")
    expect(box).to_have_value("jk/?")


def test_the_first_tab_offers_to_skip_to_the_content(page):
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Aller au contenu")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#contenu")).to_be_focused()


def test_the_tabulator_follows_what_one_sees(page):
    page.goto("/associations/nouvelle")
    page.locator("#name").focus()
    walked = []
    for _ in range(5):
        page.keyboard.press("Tab")
        walked.append(page.evaluate("document.activeElement.id"))
    assert walked == ["short_name", "rna", "siret", "siren", "purpose"]


def test_a_filter_opened_by_keyboard_takes_the_focus_and_gives_it_back(page):
    page.goto("/associations?q=Bagad")
    summary = page.locator("summary", has_text="+ Enregistrer cette vue")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Nom de la vue")).to_be_focused()
    page.keyboard.press("Escape")
    expect(summary).to_be_focused()


def test_enter_walks_down_the_amounts_of_a_session(page):
    page.goto("/seances")
    page.locator("tr[data-row] a").first.click()
    amounts = page.locator("input[data-line]")
    amounts.nth(0).focus()
    page.keyboard.press("Enter")
    expect(amounts.nth(1)).to_be_focused()
