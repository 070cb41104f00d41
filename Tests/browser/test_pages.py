"""Every page, at three widths, light and dark: it answers, it is accessible, it fits, and it complains of nothing.

A page that needs a record takes the first of a list: `/seances → /modifier` is the form of the first session, and
`/rencontres → /participants →` the first person of the newest edition.
"""

import pytest
from conftest import fill, first_row, new_page
from playwright.sync_api import expect

AGENT_PAGES = {
    "a-faire": "/",
    "recherche": "/recherche?q=danse",
    "recherche-vaine": "/recherche?q=zzzqqq",
    "associations": "/associations",
    "association": "/associations →",
    "association-nouvelle": "/associations/nouvelle",
    "association-modifier": "/associations → /modifier",
    "doublons": "/associations/doublons",
    "doublon": "/associations/doublons →",
    "dossiers": "/dossiers",
    "dossiers-rien": "/dossiers?q=zzzqqq",
    "dossier-demande": "/dossiers?state=under_instruction →",
    "dossier-budget": "/dossiers?state=under_instruction → ?section=budget",
    "dossier-pieces": "/dossiers?state=submitted → ?section=pieces",
    "dossier-instruction": "/dossiers?state=on_agenda → ?section=instruction",
    "dossier-decision": "/dossiers?state=notified → ?section=decision",
    "dossier-nouveau": "/dossiers/nouveau",
    "dossier-demander-des-pieces": "/dossiers?state=submitted → /etape/request_documents",
    "dossier-irrecevable": "/dossiers?state=submitted → /etape/declare_inadmissible",
    "dossier-proposer": "/dossiers?state=under_instruction → /etape/propose",
    "dossier-attribuer": "/dossiers?state=under_instruction → /etape/assign",
    "campagnes": "/campagnes",
    "campagne": "/campagnes →",
    "campagne-modifier": "/campagnes → /modifier",
    "campagne-nouvelle": "/campagnes/nouvelle",
    "dispositifs": "/dispositifs",
    "dispositif": "/dispositifs →",
    "dispositif-modifier": "/dispositifs → /modifier",
    "dispositif-nouveau": "/dispositifs/nouveau",
    "seances": "/seances",
    "seance": "/seances →",
    "seance-modifier": "/seances → /modifier",
    "seance-ordre-du-jour": "/seances → /ordre-du-jour",
    "seance-cloture": "/seances → /cloture",
    "seance-projection": "/seances → /projection",
    "seance-nouvelle": "/seances/nouvelle",
    "subventions": "/subventions",
    "subvention": "/subventions →",
    "subvention-modifier": "/subventions → /modifier",
    "publication": "/subventions-publication",
    "versement": "/subventions/versement?annee=2025",
    "aides": "/financements/aides?status=open,ongoing,upcoming,next_expected,undated",
    "aide": "/financements/aides?status=open,ongoing,upcoming,next_expected,undated →",
    "aide-modifier": "/financements/aides?status=open,ongoing,upcoming,next_expected,undated → /modifier",
    "aide-projets": "/financements/aides?status=open,ongoing,upcoming,next_expected,undated → /projets",
    "aide-nouvelle": "/financements/aides/nouvelle",
    "aides-doublons": "/financements/aides/doublons",
    "financeurs": "/financements/financeurs",
    "financeur": "/financements/financeurs →",
    "financeur-modifier": "/financements/financeurs → /modifier",
    "financeur-nouveau": "/financements/financeurs/nouveau",
    "projet-aides": "/financements/projets → /aides",
    "projets": "/financements/projets",
    "projet": "/financements/projets?q=velo →",
    "projet-incomplet": "/financements/projets?no_budget=1 →",
    "projet-modifier": "/financements/projets?q=velo → /modifier",
    "projet-budget": "/financements/projets?q=velo → /budget",
    "projet-dossier": "/financements/projets?q=velo → /dossier",
    "projet-recherches": "/financements/projets?q=velo → /recherches",
    "projet-plan": "/financements/projets?q=jardins → /plan",
    "projet-plan-trop": "/financements/projets?q=aidants → /plan",
    "projet-plan-modifier": "/financements/projets?q=velo → /plan/1/modifier",
    "projet-echeances": "/financements/projets?q=jardins → /echeances",
    "projet-nouveau": "/financements/projets/nouveau?q=velo",
    "recherches-de-financement": "/financements/recherches",
    "recherches-tableau": "/financements/recherches/tableau",
    "recherche-de-financement": "/financements/recherches →",
    "recherche-modifier": "/financements/recherches → /modifier",
    "recherche-accorder": "/financements/recherches?state=filed → /etape/grant",
    "recherche-ouvrir": "/financements/recherches/nouvelle?projet=1&q=fdva",
    "echeances": "/financements/echeances",
    "calendriers": "/financements/agenda",
    "resultats": "/financements/effet",
    "imports": "/imports",
    "import-nouveau": "/imports/nouveau",
    "rencontres": "/rencontres",
    "edition": "/rencontres →",
    "edition-nouvelle": "/rencontres/nouvelle",
    "edition-sans-modele": "/rencontres/nouvelle?vide=1",
    "edition-modifier": "/rencontres → /modifier",
    "edition-taches": "/rencontres → /taches",
    "edition-participations": "/rencontres → /participations",
    "edition-budget": "/rencontres → /budget",
    "inscriptions": "/rencontres → /inscriptions",
    "inscription-chercher": "/rencontres → /inscriptions/nouvelle?q=radio",
    "plan": "/rencontres → /plan",
    "plan-emplacement-libre": "/rencontres → /plan?emplacement=27",
    "plan-emplacement-pris": "/rencontres → /plan?emplacement=1",
    "plan-liste": "/rencontres → /plan/liste",
    "plan-rangees": "/rencontres → /plan/rangees",
    "plan-salle": "/rencontres → /plan/salle",
    "plan-emplacement-modifier": "/rencontres → /plan/1/modifier",
    "logistique": "/rencontres → /logistique",
    "circuits": "/rencontres → /logistique/circuits",
    "programme": "/rencontres → /programme",
    "programme-nouveau": "/rencontres → /programme/nouveau",
    "programme-reglages": "/rencontres → /programme/reglages",
    "programme-feuille": "/rencontres → /programme/feuille",
    "programme-liste": "/rencontres → /programme/liste",
    "salle-nouvelle": "/rencontres → /salles/nouvelle",
    "participants": "/rencontres → /participants",
    "participant": "/rencontres → /participants →",
    "participant-modifier": "/rencontres → /participants → /modifier",
    "participant-nouveau": "/rencontres → /participants/nouveau",
    "inscrits": "/rencontres → /inscrits",
    "jour-j": "/rencontres → /jour-j",
    "accueil": "/rencontres → /accueil",
    "accueil-recherche": "/rencontres → /accueil?q=radio",
    "stands": "/rencontres → /jour-j/stands",
    "bilan": "/rencontres → /bilan",
    "compte": "/compte",
    "reglages": "/reglages",
    "agents": "/reglages/agents",
    "agent": "/reglages/agents →",
    "agent-nouveau": "/reglages/agents/nouveau",
    "services": "/reglages/listes/services",
    "journal": "/reglages/journal",
}

PUBLIC_PAGES = {
    "public-campagnes": "/demandes",
    "public-campagne": "/demandes/vie-associative-2027",
    "public-programme": "/forum → /programme",
    "public-participer": "/forum → /participer",
    "public-retrouver": "/forum → /retrouver",
    "public-accessibilite": "/accessibilite",
    "public-donnees": "/donnees-personnelles",
    "public-rencontres": "/forum",
    "public-edition": "/forum →",
    "public-edition-association": "/forum → /inscription",
    "public-edition-inscription": "/forum → /inscription",
}


@pytest.fixture(scope="module")
def desk(browser, server, sessions):
    """One page for all: opening a context for each would cost more than the checks."""
    page = new_page(browser, server, storage_state=sessions("administrator"))
    yield page
    page.context.close()


def address_of(page, way: str) -> str:
    address, *steps = way.split(" →")
    for rest in steps:
        address = first_row(page, address) + rest.strip()
    return address


@pytest.mark.parametrize("name", AGENT_PAGES)
def test_a_page_for_agents_is_accessible_and_fits_every_screen(desk, check, name):
    answer = desk.goto(address_of(desk, AGENT_PAGES[name]))
    assert answer.status == 200
    expect(desk.locator("h1")).to_have_count(1)
    check(desk, name)


@pytest.mark.parametrize("name", PUBLIC_PAGES)
def test_a_page_for_everybody_is_accessible_and_fits_every_screen(visitor, check, name):
    address = PUBLIC_PAGES[name]
    if name == "public-campagne":
        visitor.goto("/demandes")
        address = visitor.locator("main a[href^='/demandes/']").first.get_attribute("href")
    if address.startswith("/forum →"):
        visitor.goto("/forum")
        edition = visitor.locator("main a[href^='/forum/']").first.get_attribute("href")
        address = edition + address.partition("→")[2].strip()
    assert visitor.goto(address).status == 200
    if name == "public-edition-inscription":
        fill(visitor, {"Nom de l’association": "Voiles du Trieux", "Commune du siège": "Pontrieux"})
        visitor.get_by_role("button", name="Continuer").click()
        visitor.get_by_role("button", name="Continuer").click()
        expect(visitor.locator("input[name=contact_email]")).to_be_visible()
    check(visitor, name)


def test_every_entry_of_the_navigation_opens(desk):
    desk.goto("/")
    entries = desk.get_by_role("navigation", name="Rubriques").get_by_role("link")
    addresses = [entry.get_attribute("href") for entry in entries.all()]
    assert len(addresses) >= 7
    for address in addresses:
        assert desk.goto(address).status == 200, address
        here = desk.get_by_role("navigation", name="Rubriques").locator("[aria-current]")
        assert here.get_attribute("href") == address


def test_an_unknown_page_says_so_in_french_and_is_accessible(desk, check):
    assert desk.goto("/nulle-part").status == 404
    expect(desk.locator("h1")).to_be_visible()
    check(desk, "introuvable")


def test_what_is_projected_shows_the_same_figures_as_the_session(desk):
    session = first_row(desk, "/seances")
    figures = []
    for address in (session, session + "/projection"):
        desk.goto(address)
        expect(desk.locator("[data-gauge-left]").first).to_be_visible()
        figures.append(desk.locator("[data-gauge-left]").all_inner_texts())
    assert figures[0] == figures[1]
