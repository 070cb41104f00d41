"""From the public programme to the door, on a phone and without script: a person registers, comes in once, is told apart
the second time; another year's door refuses her; who did not register comes in by a name."""

import time

import pytest
from conftest import ACCOUNTS, first_row, new_page, sign_in
from playwright.sync_api import expect

def pocket(browser, server):
    page = new_page(browser, server, java_script_enabled=False)
    page.set_viewport_size({"width": 390, "height": 844})
    return page


@pytest.fixture(scope="module")
def phone(browser, server):
    page = pocket(browser, server)
    sign_in(page, server, ACCOUNTS["administrator"])
    yield page
    page.context.close()


@pytest.fixture(scope="module")
def person(browser, server):
    """Someone who registered on the public page: her name, her code, her link."""
    page = pocket(browser, server)
    page.goto("/forum")
    page.goto(page.locator("main a[href^='/forum/']").first.get_attribute("href") + "/programme")
    page.get_by_role("link", name="Choisir mes rendez-vous").click()
    name = f"Armelle Dorée {time.time_ns() % 1_000_000}"
    page.get_by_label("Ouverture", exact=False).check()
    page.locator("#name").fill(name)
    page.get_by_role("button", name="M’inscrire").click()
    expect(page.get_by_role("alert")).to_contain_text("une adresse ou un téléphone")
    expect(page.get_by_label("Ouverture", exact=False)).to_be_checked()
    page.locator("#phone").fill("06 00 00 00 00")
    page.get_by_role("button", name="M’inscrire").click()
    expect(page.locator("main")).to_contain_text("Confirmée")
    yield name, page.locator(".door-code").inner_text(), page.url
    page.context.close()


def door(page, year_from=0):
    """The door of the newest edition, or of an older one."""
    page.goto("/rencontres")
    links = page.locator("tr[data-row] .lead a")
    page.goto(links.nth(year_from).get_attribute("href") + "/accueil")


def give(page, text):
    page.locator("#code").fill(text)
    page.get_by_role("button", name="Entrée", exact=True).first.click()
    return page.locator(".door-answer")


def test_a_person_comes_in_once_and_is_told_apart_the_second_time(phone, person):
    name, code, _ = person
    door(phone)
    phone.locator("#porte").fill("A")
    phone.get_by_role("button", name="Garder cette porte").click()
    expect(phone.locator("main")).to_contain_text("Porte A")
    expect(give(phone, code)).to_contain_text(f"Bienvenue, {name}.")
    expect(give(phone, code.lower().replace("-", ""))).to_contain_text("par la porte A")


def test_a_name_finds_her_and_lets_her_out(phone, person):
    name, _, _ = person
    door(phone)
    phone.locator("#code").fill(name.lower())
    phone.get_by_role("button", name="Entrée", exact=True).first.click()
    line = phone.locator("li.door__person", has_text=name)
    expect(line).to_contain_text("entrée à")
    line.get_by_role("button", name="Sortie").click()
    expect(phone.locator(".door-answer")).to_contain_text("Sortie notée")


def test_another_year_s_door_refuses_and_says_of_which_year_the_code_is(phone, person):
    door(phone, year_from=1)
    expect(give(phone, person[1])).to_contain_text("Ce code est celui de l’édition")


def test_who_did_not_register_comes_in_by_a_name(phone):
    door(phone)
    phone.locator("summary", has_text="Inscrire sur place").click()
    phone.locator("#name").fill("Passant Pressé")
    phone.get_by_role("button", name="Inscrire et faire entrer").click()
    expect(phone.locator(".door-answer")).to_contain_text("Bienvenue, Passant Pressé.")


def test_visitors_are_counted(phone):
    door(phone)
    before = phone.locator(".hall__figure").inner_text()
    phone.get_by_role("button", name="+ 5").click()
    expect(phone.locator(".hall__figure")).not_to_have_text(before)


def test_her_link_gives_the_place_up(browser, server, person):
    page = pocket(browser, server)
    page.goto(person[2])
    page.get_by_role("button", name="Laisser ma place").first.click()
    expect(page.locator("main")).to_contain_text("revient à qui attend")
    page.context.close()


def test_the_stands_are_pointed_one_by_one(phone):
    phone.goto(first_row(phone, "/rencontres") + "/jour-j/stands")
    phone.get_by_role("button", name="Présent").first.click()
    expect(phone.locator("main")).to_contain_text("Arrivée notée")
    phone.get_by_role("button", name="Annuler").first.click()
    expect(phone.locator("main")).to_contain_text("0 présent")
