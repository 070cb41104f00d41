"""Signing in and out."""

import pytest
from conftest import ACCOUNTS, sign_in
from playwright.sync_api import expect


def test_the_sign_in_page_is_accessible(visitor, check):
    visitor.goto("/")
    expect(visitor.get_by_role("button", name="Se connecter")).to_be_visible()
    check(visitor, "connexion")


def test_a_visitor_is_led_to_the_page_asked_for_after_signing_in(visitor, server):
    visitor.goto("/associations")
    visitor.get_by_label("Adresse électronique").fill(ACCOUNTS["administrator"])
    visitor.get_by_label("Mot de passe", exact=True).fill(server.password)
    visitor.get_by_role("button", name="Se connecter").click()
    expect(visitor).to_have_url(server.url + "/associations")


def test_a_wrong_password_is_refused_with_a_message_and_the_address_stays(visitor, server, check):
    sign_in(visitor, server, ACCOUNTS["reader"], "pas le bon mot de passe")
    expect(visitor.get_by_role("alert")).to_be_visible()
    expect(visitor.get_by_label("Adresse électronique")).to_have_value(ACCOUNTS["reader"])
    expect(visitor.get_by_label("Mot de passe", exact=True)).to_have_value("")
    check(visitor, "connexion-refusee")


def test_an_unknown_address_is_refused_in_the_same_words(visitor, server):
    words = []
    for email in (ACCOUNTS["reader"], "personne@demo.example"):
        sign_in(visitor, server, email, "pas le bon mot de passe")
        words.append(visitor.get_by_role("alert").inner_text())
    assert words[0] == words[1]


@pytest.mark.parametrize("role", ACCOUNTS)
def test_each_account_of_the_demonstration_signs_in(role, request, server):
    page = request.getfixturevalue(role)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_label("Mot de passe", exact=True)).to_have_count(0)


def test_the_session_cookie_is_out_of_reach_of_scripts_and_of_other_sites(visitor, server):
    sign_in(visitor, server, ACCOUNTS["administrator"])
    cookies = visitor.context.cookies()
    assert cookies, "aucun cookie de session"
    assert all(cookie["httpOnly"] and cookie["sameSite"] in ("Lax", "Strict") for cookie in cookies)


def test_signing_out_ends_the_session_for_good(visitor, server):
    sign_in(visitor, server, ACCOUNTS["reader"])
    before = visitor.context.cookies()
    visitor.locator(".agent > summary").click()
    visitor.get_by_role("button", name="Se déconnecter").click()
    visitor.wait_for_load_state()
    visitor.context.add_cookies(before)  # as a thief who copied the cookie would
    visitor.goto("/associations")
    expect(visitor.get_by_role("button", name="Se connecter")).to_be_visible()
