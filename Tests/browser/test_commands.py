"""The commands, as an officer or a script types them, on the data of the server that runs."""

import datetime
import re
from pathlib import Path

import openpyxl
import pytest


NOUNS = ["authority", "agent", "association", "scheme", "campaign", "application", "session", "grant"]
ENGLISH = re.compile(r"OVERVIEW|USAGE:|OPTIONS:|SUBCOMMANDS|ARGUMENTS:|Show|default:|See '|for more|Unexpected|Missing")


@pytest.mark.parametrize("noun", NOUNS)
def test_help_is_in_french(kevre, noun):
    for words in ([noun, "--help"], [noun, "list", "--help"]):
        said = kevre(*words)
        assert not ENGLISH.search(said), said
        assert "USAGE\u00a0:" in said


def test_a_wrong_command_is_told_in_french_with_the_code_of_usage(kevre):
    assert "option inconnue\u00a0: --frmat" in kevre("association", "list", "--frmat", "json", fails=64)
    assert "est de trop" in kevre("association", "lits", fails=64)
    assert "il manque <session>" in kevre("session", "close", fails=64)
    assert "Pas de colonne" in kevre("association", "list", "--columns", "taille", fails=64)


@pytest.mark.parametrize("noun", NOUNS)
def test_every_list_prints_json(kevre, noun):
    rows = kevre(noun, "list", "--format", "json")
    assert isinstance(rows, list) and rows


def test_an_agent_may_only_what_her_role_allows(kevre):
    said = kevre(
        "association", "create", "--set", "name=Interdite", "--as", "lecture@demo.example", fails=77
    )  # fmt: skip
    assert "ne permet pas" in said


def test_refused_lines_come_back_as_a_workbook_to_correct_and_import_again(kevre, tmp_path):
    file = tmp_path / "associations.csv"
    file.write_text(
        "Nom;RNA;SIRET;Commune\n"
        "Les Ajoncs du Trieux;W229777001;;Pontrieux\n"
        ";W229777002;;Paimpol\n",
        encoding="utf-8",
    )
    kevre("association", "import", file, "--format", "json", fails=65)
    first = kevre("association", "import", file, "--skip-invalid", "--format", "json")
    assert (first["lines"], first["created"], first["refused"]) == (2, 1, 1)
    assert set(first) >= {"lines", "created", "linked", "unchanged", "repaired", "refused", "amount_cents", "report"}

    book = openpyxl.load_workbook(first["report"])
    sheet = book.worksheets[0]
    header = [cell.value for cell in sheet[1]]
    assert header == ["Nom", "RNA", "SIRET", "Commune", "Erreurs"]
    assert "nom" in sheet.cell(2, 5).value.lower()
    sheet.cell(2, header.index("Nom") + 1).value = "Les Bruyères du Trieux"
    corrected = tmp_path / "corrected.xlsx"
    book.save(corrected)
    second = kevre("association", "import", corrected, "--format", "json")
    assert (second["created"], second["refused"]) == (1, 0)
    again = kevre("association", "import", corrected, "--format", "json")
    assert (again["created"], again["unchanged"]) == (0, 1)
    assert len(kevre("association", "list", "--query", "bruyeres du trieux", "--format", "json")) == 1


def test_an_exported_list_is_corrected_in_a_spreadsheet_and_taken_back(kevre, tmp_path):
    made = kevre(
        "association", "create", "--set", "name=Les Genêts du Leff", "--set", "phone=02 96 00 00 01",
        "--set", "commune=Lanvollon",
    ).strip()  # fmt: skip
    file = tmp_path / "associations.xlsx"
    columns = "name,rna,siret,theme,commune,phone,created_on,members,granted_this_year,identity"
    kevre("association", "list", "--columns", columns, "--format", "xlsx", "--output", file)
    untouched = kevre("association", "import", file, "--format", "json")
    assert untouched["unchanged"] == untouched["lines"] > 100
    assert (untouched["created"], untouched["linked"], untouched["changed"]) == (0, 0, 0)

    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    header = [cell.value for cell in sheet[1]]
    line = next(row for row in sheet.iter_rows(min_row=2) if str(row[header.index("Identifiant")].value) == made)
    line[header.index("Téléphone")].value = "02 96 00 00 02"
    line[header.index("Création")].value = datetime.date(1998, 5, 4)
    line[header.index("Adhérents")].value = 31
    book.save(file)
    trial = kevre("association", "import", file, "--dry-run")
    assert "Seraient corrigées" in trial and "02 96 00 00 01" in trial
    corrected = kevre("association", "import", file, "--format", "json")
    assert (corrected["changed"], corrected["linked"], corrected["refused"]) == (1, 1, 0)
    record = kevre("association", "show", made, "--format", "json")
    assert "02 96 00 00 02" in str(record) and "1998-05-04" in str(record)
    again = kevre("association", "import", file, "--format", "json")
    assert again["unchanged"] == again["lines"] == untouched["lines"]


def test_a_record_like_another_is_not_made_twice_unawares(kevre):
    kevre("association", "create", "--set", "name=Radio Bro Leff", "--set", "commune=Lanvollon")
    said = kevre("association", "create", "--set", "name=Radio Bro Lef", "--set", "commune=Lanvollon", fails=65)
    assert "semblables" in said and "Radio Bro Leff" in said and "--even-if-alike" in said
    kevre("association", "create", "--set", "name=Radio Bro Lef", "--set", "commune=Lanvollon", "--even-if-alike")


def test_a_decision_is_taken_closed_and_notified(kevre, tmp_path):
    proposed = kevre("application", "list", "--filter", "state=proposed", "--format", "json")
    reference = proposed[0]["reference"]
    day = datetime.date.today().strftime("%d/%m/%Y")
    session = kevre(
        "session", "create", "--set", "name=Bureau des commandes", "--set", "body=bureau", "--set", f"held_on={day}"
    ).strip()
    kevre("session", "add", session, reference)
    assert "n’est pas décidé" in kevre("session", "close", session, fails=65)
    kevre("session", "grant", session, reference)
    kevre("session", "close", session, "--deliberation", "DEL2026-99")
    assert "préfecture" in kevre("application", "notify", reference, fails=65)
    kevre("application", "notify", reference, "--legality-receipt", day)
    assert "Notifié" in kevre("application", "show", reference)

    annex = tmp_path / "annexe.xlsx"
    kevre("session", "annex", session, "--output", annex)
    assert openpyxl.load_workbook(annex).worksheets
    kevre("check")


def test_a_mistyped_field_or_filter_never_passes_in_silence(kevre):
    association = kevre("association", "list", "--format", "json")[0]["id"]
    assert "Pas de champ" in kevre("association", "edit", association, "--set", "nom=Autre", fails=64)
    assert "n’est pas un choix" in kevre("application", "list", "--filter", "state=zzz", "--format", "json", fails=64)
    assert "montant" in kevre("application", "list", "--filter", "asked.min=abc", "--format", "json", fails=64)


def test_a_full_disk_is_said_and_a_device_is_never_replaced(kevre):
    said = kevre("association", "list", "--format", "csv", "--output", "/dev/full", fails=73)
    assert "disque est plein" in said
    assert not Path("/dev/full").is_file()


def test_a_command_shows_an_agent_what_the_pages_show(kevre):
    """The scope of services holds at a terminal too: lists, exports and records."""
    everything = kevre("campaign", "list", "--format", "json")
    own = kevre("campaign", "list", "--format", "json", "--as", "culture@demo.example")
    assert {row["service"] for row in own} == {"Culture et patrimoine"}
    other = next(row for row in everything if row["service"] != "Culture et patrimoine")
    assert "autre service" in kevre("campaign", "show", other["id"], "--as", "culture@demo.example", fails=77)
