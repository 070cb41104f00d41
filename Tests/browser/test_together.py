"""Two people on one record, and a session that ends while one types: nothing typed is ever lost."""

from conftest import ACCOUNTS, field, fill, first_row, watched
from playwright.sync_api import expect


def edit_first_association(page) -> str:
    address = first_row(page, "/associations?q=Bagad") + "/modifier"
    page.goto(address)
    return address


def test_fields_that_only_one_of_two_changed_are_both_saved(association_officer, administrator):
    address = edit_first_association(association_officer)
    edit_first_association(administrator)
    field(administrator, "Téléphone").fill("02 96 00 00 01")
    administrator.get_by_role("button", name="Enregistrer").click()
    expect(administrator.get_by_role("status").first).to_be_visible()

    field(association_officer, "Sigle").fill("BGD")
    association_officer.get_by_role("button", name="Enregistrer").click()
    expect(association_officer.get_by_text("Fiche enregistrée.")).to_be_visible()
    association_officer.goto(address)
    expect(field(association_officer, "Sigle")).to_have_value("BGD")
    expect(field(association_officer, "Téléphone")).to_have_value("02 96 00 00 01")


def test_a_field_that_both_changed_is_shown_side_by_side_and_writing_over_takes_it_alone(
    association_officer, administrator, check
):
    address = edit_first_association(association_officer)
    edit_first_association(administrator)
    fill(administrator, {"Téléphone": "02 96 00 00 02", "Sigle": "BDT", "Date de création": "2001-05-06"})
    administrator.get_by_role("button", name="Enregistrer").click()
    expect(administrator.get_by_role("status").first).to_be_visible()

    fill(association_officer, {"Sigle": "BGT", "Date de création": "2001-05-07"})
    with association_officer.expect_navigation() as navigation:
        association_officer.get_by_role("button", name="Enregistrer").click()
    assert navigation.value.status == 409
    main = association_officer.locator("main")
    expect(main).to_contain_text("Gwenaël Hervé")
    expect(main.get_by_role("row").filter(has_text="Sigle")).to_contain_text("BDT")
    expect(main.get_by_role("row").filter(has_text="Sigle")).to_contain_text("BGT")
    expect(main.get_by_role("row").filter(has_text="Date de création")).to_contain_text("06/05/2001")
    expect(main.get_by_role("row").filter(has_text="Téléphone")).to_have_count(0)
    check(association_officer, "conflit")

    association_officer.get_by_role("button", name="Enregistrer ma saisie par-dessus").click()
    association_officer.goto(address)
    expect(field(association_officer, "Sigle")).to_have_value("BGT")
    expect(field(association_officer, "Téléphone")).to_have_value("02 96 00 00 02")


def test_what_is_typed_when_the_session_ends_is_there_after_signing_in_again(visitor, server):
    visitor.goto("/connexion")
    sign_in_here(visitor, server)
    edit_first_association(visitor)
    field(visitor, "Objet").fill("Faire sonner la bombarde")
    visitor.context.clear_cookies()
    visitor.get_by_role("button", name="Enregistrer").click()
    expect(visitor.get_by_role("button", name="Se connecter")).to_be_visible()
    sign_in_here(visitor, server)
    expect(visitor.locator("main")).to_contain_text("Faire sonner la bombarde")
    visitor.get_by_role("button", name="Reprendre votre saisie").click()
    edit_first_association(visitor)
    expect(field(visitor, "Objet")).to_have_value("Faire sonner la bombarde")


def sign_in_here(page, server) -> None:
    field(page, "Adresse électronique").fill(ACCOUNTS["administrator"])
    field(page, "Mot de passe").fill(server.password)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("button", name="Se connecter")).to_have_count(0)


def test_a_form_sent_twice_makes_one_record(association_officer, server):
    page = association_officer
    page.goto("/associations/nouvelle")
    field(page, "Nom").fill("Deux fois plutôt qu’une")
    button = page.locator("main").get_by_role("button", name="Créer").or_(
        page.locator("main").get_by_role("button", name="Enregistrer"))
    button.dblclick()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Deux fois plutôt qu’une")
    page.goto("/associations?q=Deux fois plutôt")
    expect(page.locator("tr[data-row]")).to_have_count(1)


def test_an_amount_changed_in_another_window_is_not_overwritten(administrator, server):
    session = first_row(administrator, "/seances")
    other = watched(administrator.context.new_page(), server)
    administrator.goto(session)
    other.goto(session)
    for page, typed in ((other, "111"), (administrator, "222")):
        amount = page.locator("input[data-line]").first
        amount.fill(typed)
        with page.expect_response("**/montant"):
            amount.press("Tab")
    expect(administrator.get_by_role("alert").first).to_be_visible()
    expect(administrator.locator("input[data-line]").first).to_have_value("222")
    other.reload()
    expect(other.locator("input[data-line]").first).to_have_value("111")
