"""A file goes in by the web: sent, its columns checked, tried, refused for one line, taken in without it."""

import io
import re

from openpyxl import load_workbook
from playwright.sync_api import expect

FILE = """year;beneficiary;object;amount
2019;Les Ormes de Runan;SPORT;1 350,50 €
2019;Les Tilleuls de Runan;CULTURE;abc
2019;Les Saules de Runan;CULTURE;200
"""


def send(page, text: str, name: str = "versements.csv") -> None:
    page.goto("/imports/nouveau")
    page.set_input_files("#file", {"name": name, "mimeType": "text/csv", "buffer": text.encode()})
    page.get_by_role("button", name="Continuer").click()


def test_a_file_of_grants_goes_in_without_its_wrong_line(association_officer):
    page = association_officer
    send(page, FILE)
    expect(page.get_by_role("heading", level=1)).to_contain_text("versements.csv")
    # Nobody said what it holds: an amount makes it a file of grants.
    expect(page.get_by_label("Ce que donne la colonne amount")).to_have_value("amount")
    expect(page.get_by_label("Ce que donne la colonne beneficiary")).to_have_value("beneficiary_name")

    page.get_by_role("button", name="Essayer sans rien changer").click()
    expect(page.get_by_text("Essai terminé")).to_be_visible()
    expect(page.locator("main")).to_contain_text("abc")
    page.goto("/subventions?q=Ormes de Runan")
    expect(page.locator("main")).not_to_contain_text("Les Ormes de Runan")

    send(page, FILE)
    page.get_by_role("button", name="Importer", exact=True).click()
    expect(page.locator("main")).to_contain_text("Rien n’a été importé")
    page.get_by_role("link", name="Revoir les colonnes").click()
    page.get_by_label("Importer les lignes bonnes").check()
    page.get_by_role("button", name="Importer", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Classeur à corriger").click()
    with open(download.value.path(), "rb") as workbook:
        sheet = load_workbook(io.BytesIO(workbook.read())).worksheets[0]
    assert [cell.value for cell in sheet[2]][:4] == ["2019", "Les Tilleuls de Runan", "CULTURE", "abc"]

    page.goto("/subventions?q=Ormes de Runan")
    expect(page.locator("main tbody")).to_contain_text("Les Ormes de Runan")
    expect(page.locator("main tbody")).to_contain_text(re.compile(r"1\s350,50"))
    page.goto("/subventions?q=Tilleuls de Runan")
    expect(page.locator("main")).not_to_contain_text("Les Tilleuls de Runan")


def test_a_file_that_is_no_table_is_refused_with_its_name(association_officer):
    page = association_officer
    send(page, "%PDF-1.4\n1 0 obj", "budget.xlsx")
    expect(page.locator(".errors")).to_contain_text("budget.xlsx")
    expect(page.locator(".errors")).to_contain_text("PDF")
