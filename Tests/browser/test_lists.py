"""Lists: filters, order, columns, pages, views, and the files made of them."""

import csv
import datetime
import io
import re

from conftest import field
from openpyxl import load_workbook
from playwright.sync_api import Page, expect


def found(page: Page) -> int:
    return int("".join(filter(str.isdigit, page.locator(".filters__total").inner_text())))


def workbook(download):
    return load_workbook(io.BytesIO(download.path().read_bytes()))


def filter_by(page: Page, title: str, choice: str) -> None:
    page.locator("summary", has_text=f"+ {title}").click()
    page.locator("details[open]").get_by_label(choice, exact=True).check()
    page.locator("details[open]").get_by_role("button", name="Filtrer").click()


def test_filters_narrow_the_list_show_as_chips_and_are_taken_away_one_by_one(administrator):
    page = administrator
    page.goto("/dossiers")
    everything = found(page)
    filter_by(page, "État", "Proposé")
    narrowed = found(page)
    assert 0 < narrowed < everything
    assert set(page.locator("tr[data-row] .state").all_inner_texts()) == {"Proposé"}
    page.locator("a.chip", has_text="État").click()
    assert found(page) == everything


def test_the_address_holds_the_whole_list_and_can_be_sent(administrator, association_officer):
    administrator.goto("/dossiers")
    filter_by(administrator, "État", "Proposé")
    administrator.get_by_role("columnheader", name="Demandé").get_by_role("link").click()
    association_officer.goto(administrator.url)
    rows = [page.locator("tr[data-row] .lead").all_inner_texts() for page in (administrator, association_officer)]
    assert rows[0] and rows[0] == rows[1]


def test_a_heading_sorts_and_turns_the_order_round(administrator):
    page = administrator
    page.goto("/dossiers")
    heading = page.get_by_role("columnheader", name="Demandé")
    amounts = page.locator("tr[data-row] td[data-label='Demandé']")

    def euros():
        return [int("".join(filter(str.isdigit, text.split(",")[0])) or 0) for text in amounts.all_inner_texts()]

    heading.get_by_role("link").click()
    expect(heading).to_have_attribute("aria-sort", "descending")
    assert euros() == sorted(euros(), reverse=True)
    heading.get_by_role("link").click()
    expect(heading).to_have_attribute("aria-sort", "ascending")
    assert euros() == sorted(euros())


def test_pages_follow_each_other_without_a_row_twice(administrator):
    page = administrator
    page.goto("/associations")
    names = page.locator("tr[data-row] .lead a")
    first = [link.get_attribute("href") for link in names.all()]
    page.get_by_role("link", name="Suivantes").click()
    second = [link.get_attribute("href") for link in names.all()]
    assert len(first) == len(second) == 50
    assert not set(first) & set(second)
    page.get_by_role("link", name="Précédentes").click()
    assert [link.get_attribute("href") for link in names.all()] == first


def test_columns_are_chosen_and_stay_in_the_address(administrator):
    page = administrator
    page.goto("/associations")
    page.locator("summary", has_text="Colonnes").click()
    box = page.locator("details[open]").get_by_label("Numéro RNA").or_(page.locator("details[open]").get_by_label("RNA"))
    box.first.check()
    page.get_by_role("button", name="Montrer").click()
    expect(page.get_by_role("columnheader", name="RNA")).to_be_visible()
    expect(page).to_have_url(re.compile("columns="))


def test_a_view_is_saved_and_found_again(administrator, check):
    page = administrator
    page.goto("/dossiers")
    filter_by(page, "État", "Complet")
    wanted = found(page)
    page.locator("summary", has_text="Enregistrer cette vue").click()
    page.get_by_label("Nom de la vue").fill("À instruire")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.goto("/dossiers")
    page.get_by_role("link", name="À instruire").click()
    assert found(page) == wanted
    check(page, "dossiers-vue")


def test_a_search_that_finds_nothing_says_so_and_offers_the_way_back(administrator):
    administrator.goto("/associations?q=zzzqqq")
    expect(administrator.get_by_text("Rien ne correspond à ces filtres")).to_be_visible()
    administrator.get_by_role("link", name="Tout montrer").click()
    assert found(administrator) > 50


def test_the_spreadsheet_has_what_is_shown_with_types_filters_a_fixed_heading_and_totals(administrator):
    page = administrator
    page.goto("/dossiers")
    filter_by(page, "État", "Proposé")
    wanted = found(page)
    page.locator("summary", has_text="Exporter").click()
    with page.expect_download() as download:
        page.locator("details[open] a", has_text=re.compile("xlsx|Excel|tableur", re.IGNORECASE)).first.click()
    assert download.value.suggested_filename.endswith(".xlsx")
    sheet = workbook(download.value).active
    assert sheet.freeze_panes, "l’en-tête ne reste pas en vue"
    assert sheet.auto_filter.ref or sheet.tables, "pas de filtres"
    rows = list(sheet.iter_rows(values_only=True))
    heading = next(index for index, row in enumerate(rows) if "Demandé" in row)
    column = rows[heading].index("Demandé")
    body = rows[heading + 1:heading + 1 + wanted]
    assert len(body) == wanted
    assert all(isinstance(row[column], (int, float)) for row in body)
    totals = [row for row in rows[:heading] + rows[heading + 1 + wanted:] if row[column] is not None]
    assert totals, "pas de totaux"
    days = [cell for row in body for cell in row if isinstance(cell, (datetime.date, datetime.datetime))]
    assert days or "Échéance" not in rows[heading]


def test_the_csv_has_the_same_rows_and_opens_in_a_french_spreadsheet(administrator):
    page = administrator
    page.goto("/dossiers?state=proposed")
    wanted = found(page)
    answer = page.request.get("/dossiers?state=proposed&format=csv")
    assert answer.body().startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.body().decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == wanted + 1


def test_the_session_annex_opens_and_sums(administrator):
    page = administrator
    page.goto("/seances")
    page.locator("tr[data-row] a").first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Annexe (xlsx)").click()
    sheet = workbook(download.value).active
    assert sheet.max_row > 10


def test_a_filter_on_amounts_reads_french_figures(administrator):
    page = administrator
    page.goto("/dossiers")
    page.locator("summary", has_text="+ Demandé").click()
    field(page.locator("details[open]"), "De").fill("10 000")
    page.locator("details[open]").get_by_role("button", name="Filtrer").click()
    amounts = page.locator("tr[data-row] td[data-label='Demandé']").all_inner_texts()
    assert amounts
    assert all(int("".join(filter(str.isdigit, text.split(",")[0]))) >= 10_000 for text in amounts)
