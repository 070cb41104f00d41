"""Who sees what: a reader changes nothing, a case officer has the files of her service."""

import pytest
from conftest import first_row
from playwright.sync_api import expect

READ = ["/associations", "/dossiers", "/campagnes", "/seances", "/subventions"]
WRITE = [
    "/associations/nouvelle", "/dossiers/nouveau", "/campagnes/nouvelle", "/seances/nouvelle", "/dispositifs/nouveau",
    "/reglages", "/reglages/agents", "/associations/doublons",
]  # fmt: skip


@pytest.mark.parametrize("address", READ)
def test_a_reader_sees_lists_and_records_without_any_button_that_writes(reader, address):
    for page in (address, first_row(reader, address)):
        assert reader.goto(page).status == 200
        writing = reader.locator("main form[method=post]:not([action^='/vues'])")
        expect(writing).to_have_count(0)
        expect(reader.locator("main .button--primary[href]")).to_have_count(0)


@pytest.mark.parametrize("address", WRITE)
def test_a_reader_is_refused_the_pages_that_write(reader, address):
    assert reader.goto(address).status == 403


def test_a_case_officer_sees_the_files_of_her_service_only(case_officer, administrator):
    case_officer.goto("/dossiers")
    administrator.goto("/dossiers")
    mine, all_of_them = (
        int("".join(filter(str.isdigit, page.locator(".filters__total").inner_text())))
        for page in (case_officer, administrator)
    )
    assert 0 < mine < all_of_them


def test_a_case_officer_cannot_open_another_services_file(case_officer, administrator):
    administrator.goto("/campagnes")
    other = first_row(administrator, "/dossiers?q=Solidarité paysanne")
    assert case_officer.goto(other).status in (403, 404)


def test_a_case_officer_is_not_offered_to_hold_a_session(case_officer):
    case_officer.goto(first_row(case_officer, "/seances"))
    expect(case_officer.locator("input[data-line]")).to_have_count(0)
    expect(case_officer.get_by_role("link", name="Clore la séance")).to_have_count(0)
