"""The officer's path: from an association nobody knew to a subsidy that is granted, published and handed out."""

import datetime
import io
import re

from conftest import field, fill
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

NAME = "Les Amis du Trieux"
YEAR_SCHEME = "Soutien aux initiatives associatives"


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Continuer").click()


def figures(text: str) -> int:
    """« 36 300 € » → 36300, whatever the spaces."""
    return int(re.sub(r"\D", "", text))


def open_request(page: Page) -> None:
    """A new association's record, then a request on its behalf."""
    page.goto("/associations/nouvelle")
    fill(page, {"Nom": NAME, "SIRET": "732 829 320 00074", "Commune": "Pontrieux", "Code postal": "22260"})
    page.locator("main").get_by_role("button").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(NAME)
    page.get_by_role("link", name="Nouvelle demande").click()
    campaign = page.locator("select#campagne option", has_text=YEAR_SCHEME).first.get_attribute("value")
    page.locator("select#campagne").select_option(campaign)
    page.get_by_role("button", name="Choisir cette campagne").click()
    page.get_by_role("button", name="Commencer").click()
    expect(page.get_by_text("Brouillon commencé")).to_be_visible()


def tell_who_and_what(page: Page) -> None:
    field(page, "Nom de l’association").fill(NAME)
    fill(page, {"Commune": "Pontrieux", "Numéro SIRET": "73282932000074"})
    page.get_by_label("Je confirme que ces informations sont exactes").check()
    go_on(page)
    fill(page, {
        "Intitulé": "Nettoyer les berges", "Description": "Trois samedis au bord du Trieux.",
        "Début": "2027-03-06", "Fin": "2027-03-20",
    })  # fmt: skip
    go_on(page)


def budget_lines(page: Page) -> tuple:
    return page.locator("input[data-side=expense]").first, page.get_by_label(re.compile("Subvention demandée à"))


def sign(page: Page) -> None:
    fill(page, {
        "Titulaire du compte": NAME, "IBAN": "FR14 2004 1010 0505 0001 3M02 606", "Nom et prénom": "Anna Le Bihan",
        "Fonction": "Présidente", "Adresse électronique": "anna@asso.example",
    })  # fmt: skip
    page.get_by_label("500 000 € au plus").check()
    page.get_by_label("Non", exact=True).check()
    for box in page.locator("input[name=declarations]").all():
        box.check()
    go_on(page)


def step(page: Page, name: str) -> None:
    """Takes a step of the life cycle: a button, or a link to a page which asks something."""
    page.get_by_role("complementary").get_by_role("button", name=name).click()


def receive_all_documents(page: Page, file: str) -> None:
    page.goto(file + "?section=pieces")
    for choice in page.locator("select[name^='state-']").all():
        choice.select_option("received")
    page.get_by_role("button", name="Enregistrer les pièces").click()


def propose(page: Page, amount: str) -> None:
    page.get_by_role("link", name="Proposer un montant").click()
    field(page, "Montant proposé").fill(amount)
    page.get_by_label("Favorable", exact=True).check()
    page.locator("[name=envelope]").first.check()
    # What other proposals leave of the envelope is another subject.
    field(page, "Dérogation").fill("Berges emportées par la crue.")
    page.get_by_role("button", name="Proposer un montant").click()
    expect(page.get_by_text("Montant proposé.", exact=True)).to_be_visible()


def hold_session(page: Page, reference: str) -> str:
    page.goto("/seances/nouvelle")
    fill(page, {"Nom": "Conseil de printemps", "Date": datetime.date.today().isoformat()})
    page.get_by_label("Conseil communautaire").check()
    page.get_by_role("button", name="Créer la séance").click()
    session = page.url
    page.get_by_role("link", name="Composer l’ordre du jour").first.click()
    page.get_by_role("searchbox", name="Chercher dans la liste").fill(NAME)
    page.keyboard.press("Enter")
    page.locator("tr[data-row]", has_text=reference).get_by_role("checkbox").check(timeout=4000)
    page.get_by_role("button", name="Inscrire à l’ordre du jour").click()
    expect(page).to_have_url(session)
    return session


def grant(page: Page) -> None:
    page.locator("summary", has_text="Décider").click()
    page.get_by_role("button", name="Accorder").click()


def test_from_an_unknown_association_to_a_subsidy_granted_and_published(association_officer: Page, check):
    page = association_officer

    # A request on its behalf; a budget that does not balance is told by how much, as one types and by the server.
    open_request(page)
    tell_who_and_what(page)
    expense, asked = budget_lines(page)
    expense.fill("70 000")
    asked.fill("69 500")
    expect(page.locator("[data-balance]").first).to_contain_text("Il manque 500 € de ressources.")
    go_on(page)
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Il manque 500 € de ressources")
    check(page, "saisie-budget-refuse")
    expense, asked = budget_lines(page)
    expense.fill("69 500")
    expect(page.locator("[data-balance]").first).to_contain_text("Le budget est équilibré.")
    go_on(page)
    sign(page)
    check(page, "saisie-relire")
    page.get_by_role("button", name="Déposer la demande").click()
    reference = re.search(r"SUB-\d{4}-\d{5}", page.locator("main").inner_text()).group()
    file = f"/dossiers/{reference}"

    # Documents, complete, studied, proposed.
    receive_all_documents(page, file)
    page.goto(file)
    step(page, "Déclarer complet")
    step(page, "Prendre en instruction")
    expect(page.get_by_text("En instruction").first).to_be_visible()
    propose(page, "12 000")

    # The session: the amount in its place moves the gauge; what the envelope has not is refused with figures.
    session = hold_session(page, reference)
    amount = page.get_by_label(f"Montant en séance, {NAME}")
    left = page.locator("[data-gauge-after]")
    before = figures(left.inner_text())
    with page.expect_response("**/montant"):
        amount.fill("11 000")
        amount.press("Tab")
    # The amount proposed was in discussion from the start.
    assert figures(left.inner_text()) == before + 12_000 - 11_000
    total = int(page.locator("[data-gauge]").get_attribute("data-total")) // 100
    with page.expect_response("**/montant"):
        amount.fill("69 000")
        amount.press("Tab")
    expect(page.locator("[data-gauge-alert]")).to_contain_text("dépassent de")
    check(page, "seance-depassee")
    grant(page)
    refusal = page.get_by_role("alert").first
    expect(refusal).to_contain_text("accorder 69 000 € la dépasserait de")
    assert total < 69_000

    # A smaller amount is granted, taken back, granted again; the session is closed.
    page.goto(session)
    amount = page.get_by_label(f"Montant en séance, {NAME}")
    with page.expect_response("**/montant"):
        amount.fill("12 500")
        amount.press("Tab")
    grant(page)
    expect(page.get_by_text("Subvention accordée.")).to_be_visible()
    page.get_by_role("button", name="Annuler").click()
    expect(page.get_by_text("en discussion", exact=True)).to_be_visible()
    grant(page)
    page.get_by_role("link", name="Clore la séance").click()
    check(page, "seance-a-clore")
    field(page, "Délibération ou décision n°").fill("DEL-2026-118")
    page.get_by_role("button", name="Clore définitivement").click()
    expect(page.get_by_text("Séance close").first).to_be_visible()
    check(page, "seance-close")

    # The subsidy is on the association's page, in the list and in its file.
    page.goto(f"/associations?q={NAME}")
    page.get_by_role("link", name=NAME, exact=True).click()
    expect(page.locator("main")).to_contain_text("12 500 €")
    check(page, "association-aidee")
    answer = page.request.get(f"/subventions?q={NAME}&format=xlsx")
    cells = [cell for row in load_workbook(io.BytesIO(answer.body())).active.iter_rows(values_only=True) for cell in row]
    assert NAME in cells
    assert 12_500 in cells
