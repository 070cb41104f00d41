"""The commands of external funding and of the Rencontres, as they are typed."""

import xml.etree.ElementTree as xml

import icalendar
import openpyxl
import pytest

@pytest.fixture
def edition(kevre):
    """The edition whose registrations are open, or the last one."""
    editions = kevre("rencontres", "edition", "list", "--format", "json")
    assert editions
    return max(edition["year"] for edition in editions)


@pytest.mark.parametrize("noun", ["aid", "project", "search", "funder"])
def test_every_list_prints_json(kevre, noun):
    rows = kevre(noun, "list", "--format", "json")
    assert isinstance(rows, list) and rows


def test_an_aid_explains_itself_to_a_project(kevre):
    project = kevre("project", "list", "--format", "json")[0]
    assert kevre("project", "show", project["id"], "--format", "json")["id"] == project["id"]
    matches = kevre("project", "match", project["id"], "--explain", "--format", "json")
    assert matches
    for match in matches:
        assert set(match) >= {"aid", "title", "score", "criteria", "plausible_amount_cents", "days_left"}
        assert match["criteria"]
        for criterion in match["criteria"]:
            assert criterion["outcome"] in ("met", "not_met", "unknown")
            assert criterion["name"] and criterion["why"]
    scores = [match["score"] for match in matches]
    assert scores == sorted(scores, reverse=True)


def test_a_plan_is_handed_out_as_a_workbook(kevre, tmp_path):
    project = kevre("project", "list", "--format", "json")[0]
    file = tmp_path / "plan.xlsx"
    kevre("project", "plan", project["id"], "--output", file)
    assert openpyxl.load_workbook(file).worksheets[0].max_row > 5


def test_the_calendar_is_one_that_others_read(kevre, tmp_path):
    file = tmp_path / "echeances.ics"
    kevre("calendar", "export", "--output", file)
    everybody = icalendar.Calendar.from_ical(file.read_bytes())
    assert everybody.walk("VEVENT")
    kevre("calendar", "export", "--agent", "vie-associative@demo.example", "--output", file)
    hers = icalendar.Calendar.from_ical(file.read_bytes())
    assert len({event["UID"] for event in hers.walk("VEVENT")}) == len(hers.walk("VEVENT"))


def test_an_edition_is_copied_drawn_and_handed_out(kevre, edition, tmp_path):
    drawing = tmp_path / "plan.svg"
    kevre("rencontres", "plan", "export", edition, "--output", drawing)
    assert xml.parse(drawing).getroot().tag == "{http://www.w3.org/2000/svg}svg"
    file = tmp_path / "edition.xlsx"
    kevre("rencontres", "export", edition, "--output", file)
    book = openpyxl.load_workbook(file)
    assert len(book.worksheets) >= 6
    assert any(sheet._charts for sheet in book.worksheets)
    # To a past year: the other tests go by the latest edition.
    kevre("rencontres", "edition", "copy", edition, "--year", 2019)
    assert "2019" in kevre("rencontres", "edition", "copy", edition, "--year", 2019, fails=65)


def test_a_code_that_nobody_has_is_refused_at_the_door(kevre, edition):
    kevre("rencontres", "checkin", edition, "ZZZZZZZZ", "--door", "A", "--format", "json", fails=65)
