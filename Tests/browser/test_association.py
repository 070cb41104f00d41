"""An association asks on a phone: in plain words, one screen per step, nothing lost, one request."""

import re

import pytest
from conftest import field, fill, new_page, watched
from playwright.sync_api import Page, expect

CAMPAIGN = "Fonctionnement des associations culturelles"
PHONE = {"width": 390, "height": 844}
IBAN = "FR14 2004 1010 0505 0001 3M02 606"


@pytest.fixture
def phone(browser, server):
    page = new_page(browser, server)
    page.set_viewport_size(PHONE)
    yield page
    page.context.close()


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Continuer").click()


def begin(page: Page, name: str, commune: str = "Guingamp") -> str:
    """Begins a request of an association nobody knows; gives the link that resumes it."""
    page.goto("/demandes")
    page.locator(".card", has_text=CAMPAIGN).get_by_role("link", name="Voir").click()
    fill(page, {"Nom de l’association": name, "Commune du siège": commune,
                "Adresse électronique de contact": "contact@asso.example"})
    page.get_by_role("button", name="Commencer").click()
    expect(page.get_by_text("Nous ne connaissons pas encore «")).to_be_visible()
    page.get_by_role("button", name="Commencer la demande").click()
    expect(page).to_have_url(re.compile("/demandes/suivi/[^/]+/1$"))
    return page.url.removesuffix("/1")


def identify(page: Page) -> None:
    fill(page, {"Commune": "Guingamp"})
    page.get_by_label("Je confirme que ces informations sont exactes").check()
    go_on(page)


def describe(page: Page) -> None:
    fill(page, {"Intitulé": "Saison 2027", "Description": "Quatre concerts et une école de musique."})
    go_on(page)


def budget(page: Page) -> None:
    page.locator("input[data-side=expense]").first.fill("4 000")
    page.get_by_label(re.compile("Subvention demandée à")).fill("4 000")
    go_on(page)


def sign(page: Page, name: str) -> None:
    fill(page, {
        "Titulaire du compte": name, "IBAN": IBAN, "Nom et prénom": "Yann Le Dû", "Fonction": "Trésorier",
        "Adresse électronique": "yann@asso.example",
    })  # fmt: skip
    page.get_by_label("500 000 € au plus").check()
    page.get_by_label("Non", exact=True).check()
    for box in page.locator("input[name=declarations]").all():
        box.check()
    go_on(page)


def fill_everything(page: Page, name: str) -> str:
    link = begin(page, name)
    identify(page)
    describe(page)
    budget(page)
    sign(page, name)
    return link


def test_each_step_is_accessible_and_the_request_ends_with_a_receipt(phone, check):
    name = "Fanfare de Saint-Péver"
    begin(phone, name)
    for number, answer in enumerate((identify, describe, budget, lambda page: sign(page, name)), start=1):
        expect(phone).to_have_url(re.compile(f"/{number}$"))
        check(phone, f"demande-etape-{number}")
        phone.set_viewport_size(PHONE)
        answer(phone)
    check(phone, "demande-relire")
    phone.get_by_role("button", name="Déposer la demande").click()
    expect(phone.get_by_role("heading", name="Accusé de réception")).to_be_visible()
    expect(phone.locator("main")).to_contain_text(re.compile(r"SUB-\d{4}-\d{5}"))
    check(phone, "demande-suivi")


def test_the_campaigns_page_says_honestly_whether_it_is_for_me(phone, check):
    phone.goto("/demandes")
    phone.locator(".card", has_text=CAMPAIGN).get_by_role("link", name="Voir").click()
    phone.get_by_role("button", name="Vérifier").click()
    expect(phone.get_by_text("Sans doute pas")).to_be_visible()
    check(phone, "est-ce-pour-moi")
    for box in phone.locator("input[name=condition]").all():
        box.check()
    phone.get_by_role("button", name="Vérifier").click()
    expect(phone.get_by_text("Oui, cette aide est faite pour vous.")).to_be_visible()


def test_a_draft_saves_itself_and_is_resumed_by_its_link_on_another_device(phone, browser, server):
    link = begin(phone, "Cercle de lecture de Runan")
    with phone.expect_response("**/garder/1"):
        field(phone, "Téléphone").fill("06 00 00 00 01")
    expect(phone.locator("[data-autosave-status]")).to_contain_text("Enregistré à")
    identify(phone)
    expect(phone).to_have_url(re.compile("/2$"))
    other = new_page(browser, server)
    other.goto(link)
    expect(other).to_have_url(re.compile("/2$"))
    other.goto(link + "/1")
    expect(field(other, "Téléphone")).to_have_value(re.compile("06"))
    other.context.close()


def test_a_wrong_iban_and_siret_are_explained_beside_the_field_and_in_a_summary_that_takes_the_focus(phone, check):
    link = begin(phone, "Atelier de reliure de Bégard")
    field(phone, "Numéro SIRET").fill("732 829 320 00075")
    identify(phone)
    summary = phone.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("SIRET")
    siret = field(phone, "Numéro SIRET")
    expect(siret).to_have_attribute("aria-invalid", "true")
    expect(siret).to_have_value("732 829 320 00075")
    expect(phone.locator("#association_siret-erreur")).to_be_visible()
    check(phone, "demande-siret-refuse")
    summary.get_by_role("link").first.click()
    expect(siret).to_be_focused()

    phone.goto(link + "/4")
    field(phone, "IBAN").fill(IBAN.replace("606", "607"))
    go_on(phone)
    expect(phone.get_by_role("alert")).to_be_focused()
    expect(phone.locator("#iban-erreur")).to_be_visible()
    expect(field(phone, "IBAN")).to_have_attribute("aria-describedby", re.compile("iban-erreur"))


def test_sending_twice_gives_one_reference(phone):
    link = fill_everything(phone, "Théâtre du Jaudy")
    phone.get_by_role("button", name="Déposer la demande").dblclick()
    expect(phone.get_by_role("heading", name="Accusé de réception")).to_be_visible()
    reference = re.search(r"SUB-\d{4}-\d{5}", phone.locator("main").inner_text()).group()
    # The step is sent once more, as from a page that stayed open elsewhere.
    csrf = phone.locator("meta[name=csrf]").get_attribute("content")
    again = phone.request.post(link + "/deposer", form={"csrf": csrf}, headers={"Origin": phone.url.split("/demandes")[0]})
    assert again.ok
    assert set(re.findall(r"SUB-\d{4}-\d{5}", again.text())) == {reference}


def test_the_back_button_leads_to_the_answers_already_given(phone):
    begin(phone, "Chorale du Léguer")
    identify(phone)
    describe(phone)
    phone.go_back()
    expect(field(phone, "Intitulé")).to_have_value("Saison 2027")
    field(phone, "Intitulé").fill("Saison 2027 et 2028")
    go_on(phone)
    expect(phone).to_have_url(re.compile("/3$"))


def test_after_sending_the_back_button_cannot_change_the_request(phone):
    fill_everything(phone, "Bagad du Leff")
    phone.get_by_role("button", name="Déposer la demande").click()
    expect(phone.get_by_role("heading", name="Accusé de réception")).to_be_visible()
    tracking = phone.url
    phone.goto(tracking + "/2")
    expect(phone).to_have_url(tracking)


def test_in_two_windows_the_older_one_does_not_wipe_out_the_newer_one(phone, server):
    link = begin(phone, "Amis des phares")
    identify(phone)
    other = watched(phone.context.new_page(), server)
    other.goto(link + "/2")
    describe(other)
    fill(phone, {"Intitulé": "Un autre titre", "Description": "Une autre description."})
    go_on(phone)
    expect(phone.locator(".notice--attention")).to_be_visible()
    expect(field(phone, "Intitulé")).to_have_value("Un autre titre")
    other.goto(link + "/2")
    expect(field(other, "Intitulé")).to_have_value("Saison 2027")


def test_an_unknown_link_says_so(phone, check):
    assert phone.goto("/demandes/suivi/" + "a" * 43).status == 404
    check(phone, "lien-inconnu")
