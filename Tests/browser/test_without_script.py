"""Everything works without JavaScript: the script only adds comfort."""

import re

import pytest
from conftest import ACCOUNTS, field, fill, first_row, new_page, sign_in
from playwright.sync_api import expect


@pytest.fixture(scope="module")
def plain(browser, server):
    page = new_page(browser, server, java_script_enabled=False)
    sign_in(page, server, ACCOUNTS["administrator"])
    yield page
    page.context.close()


def test_one_signs_in_and_searches(plain):
    plain.goto("/")
    plain.locator("input[name=q]").first.fill("Bagad de Guingamp")
    plain.get_by_role("button", name="Chercher").first.click()
    expect(plain.locator("main")).to_contain_text("Bagad")


def test_one_filters_a_list(plain):
    plain.goto("/dossiers")
    plain.locator("summary", has_text="+ État").click()
    plain.get_by_label("En instruction").check()
    plain.locator("details[open]").get_by_role("button", name="Filtrer").click()
    expect(plain).to_have_url(re.compile("state=under_instruction"))
    states = plain.locator("tr[data-row] .state").all_inner_texts()
    assert states and set(states) == {"En instruction"}


def test_one_edits_a_record(plain):
    address = first_row(plain, "/associations?q=Harmonie")
    plain.goto(address + "/modifier")
    fill(plain, {"Téléphone": "02 96 11 22 33"})
    plain.get_by_role("button", name="Enregistrer").click()
    expect(plain.locator("main")).to_contain_text("02 96 11 22 33")


def test_a_refused_form_keeps_what_was_typed_and_says_why(plain):
    plain.goto("/associations/nouvelle")
    fill(plain, {"Nom": "Sans script", "SIRET": "123"})
    plain.locator("main form button").first.click()
    expect(plain.get_by_role("alert")).to_contain_text("SIRET")
    expect(field(plain, "SIRET")).to_have_value("123")


def test_one_changes_amounts_and_decides_a_line_of_a_session(plain):
    plain.goto(first_row(plain, "/seances"))
    amount = plain.locator("input[data-line]").nth(3)
    amount.fill("321")
    name = amount.get_attribute("name")
    plain.get_by_role("button", name="Enregistrer les montants").click()
    expect(plain.locator(f"input[name={name}]")).to_have_value("321")
    row = plain.locator("tr[data-row]", has=plain.locator(f"input[name={name}]"))
    row.locator("summary").click()
    row.get_by_role("button", name="Ajourner").click()
    expect(plain.get_by_text("Dossier ajourné.")).to_be_visible()
    plain.get_by_role("button", name="Annuler").click()
    expect(plain.locator(f"input[name={name}]")).to_have_value("321")


def test_one_moves_a_search_by_keyboard_and_takes_it_back(plain):
    plain.goto("/financements/recherches/tableau")
    spotted = plain.locator(".board__column", has=plain.get_by_role("heading", name="Repérées"))
    contacted = plain.locator(".board__column", has=plain.get_by_role("heading", name="Contact pris"))
    card = spotted.locator(".board__card").first
    name = card.get_by_role("heading").inner_text()
    before = contacted.locator(".board__card").count()
    card.get_by_role("button", name="Contact pris").focus()
    plain.keyboard.press("Enter")
    expect(plain.get_by_text("Contact noté")).to_be_visible()
    expect(contacted.locator(".board__card")).to_have_count(before + 1)
    plain.get_by_role("button", name="Annuler").click()
    plain.goto("/financements/recherches/tableau")
    expect(spotted.get_by_role("heading", name=name)).to_be_visible()
    expect(contacted.locator(".board__card")).to_have_count(before)


def test_an_association_asks_without_script(plain):
    plain.goto("/demandes")
    plain.get_by_role("link", name="Voir").first.click()
    fill(plain, {"Nom de l’association": "Vieilles voiles", "Commune du siège": "Paimpol",
                 "Adresse électronique de contact": "voiles@asso.example"})
    plain.get_by_role("button", name="Commencer").click()
    plain.get_by_role("button", name="Commencer la demande").click()
    expect(plain).to_have_url(re.compile("/demandes/suivi/[^/]+/1$"))
