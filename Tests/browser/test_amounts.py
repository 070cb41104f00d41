"""The script reads amounts by the server's rules: the same cases are tried on both (Tests/Cases/amounts.json)."""

import json

from conftest import ROOT
from playwright.sync_api import Page

CASES = json.loads((ROOT / "Tests" / "Cases" / "amounts.json").read_text())
BUDGET = """<div data-budget><input data-side="expense" data-money><output data-total="expense"></output>
    <div data-balance></div></div>"""


def test_amounts_are_read_as_the_server_reads_them(browser):
    page: Page = browser.new_page()
    page.set_content(BUDGET)
    page.add_script_tag(path=ROOT / "templates" / "assets" / "kevre.js")
    box, total = page.locator("input"), page.locator("output")
    wrong = []
    for case in CASES:
        box.fill("7")
        box.fill(case["text"])
        said = total.text_content().replace("\u00a0€", "").replace("\u202f", "").replace(",", ".")
        box.blur()
        cents = round(float(said) * 100)
        # What cannot be read counts nothing and stays as it was typed.
        as_typed = box.input_value() == case["text"]
        if cents != case.get("cents", 0) or ("refused" in case and not as_typed):
            wrong.append((case, said, box.input_value()))
    page.close()
    assert wrong == []


def test_a_budget_of_nothing_is_not_called_balanced(browser):
    page: Page = browser.new_page()
    page.set_content(BUDGET)
    page.add_script_tag(path=ROOT / "templates" / "assets" / "kevre.js")
    balance = page.locator("[data-balance] b")
    assert balance.text_content() == "Aucun montant n’est encore inscrit."
    page.locator("input").fill("1.200")
    assert balance.text_content() == "Aucun montant n’est encore inscrit."
    page.locator("input").fill("1 200")
    assert balance.text_content() == "Il manque 1\u202f200\u00a0€ de ressources."
    page.close()
