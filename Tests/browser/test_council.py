"""A whole council, line by line, without ever loading the page anew by hand: by mouse, by keyboard, and by two
secretaries at once."""

import datetime
import re

import pytest
from playwright.sync_api import Page, expect

LINES = 40


@pytest.fixture
def agenda(kevre, association_officer):
    """Forty proposals on the agenda of a session of their own; afterwards they are proposed again."""
    held = next(row for row in kevre("session", "list", "--format", "json") if row["state"] != "closed" and row["lines"])
    waiting = kevre("session", "proposals", "--format", "json")
    borrowed = []
    for line in kevre("session", "show", held["id"], "--format", "json")["lines"][: max(0, LINES - len(waiting))]:
        kevre("session", "remove", held["id"], line["reference"])
        borrowed.append(line["reference"])
    day = datetime.date.today() + datetime.timedelta(days=9)
    created = kevre("session", "create", "--set", "body=council", "--set", "name=Conseil de quarante lignes",
                    "--set", f"held_on={day.isoformat()}")  # fmt: skip
    session = re.search(r"\d+", created).group()
    references = [row["reference"] for row in waiting] + borrowed
    kevre("session", "add", session, *references[:LINES])
    yield f"/seances/{session}"
    page = association_officer
    page.goto(f"/seances/{session}")
    token = page.locator("meta[name=csrf]").get_attribute("content")
    for place in page.locator("[id^=ligne-]").all():
        line = place.get_attribute("id").removeprefix("ligne-")
        for verb in ("annuler", "retirer"):
            page.request.post(f"/seances/{session}/lignes/{line}/{verb}", form={"csrf": token})
    kevre("session", "delete", session)
    if borrowed:
        kevre("session", "add", held["id"], *borrowed)


def row(page: Page, rank: int):
    return page.locator("tr[data-row]").nth(rank)


def typed(page: Page, rank: int) -> int:
    return int(re.sub(r"\D", "", row(page, rank).locator("input[data-line]").input_value().split(",")[0]))


def decide(page: Page, rank: int, decision: str, note: str = "") -> None:
    row(page, rank).locator("summary").click()
    if note:
        row(page, rank).get_by_label("Conditions ou motif").fill(note)
    row(page, rank).get_by_role("button", name=decision, exact=True).click()
    expect(row(page, rank).locator("summary")).to_contain_text("Modifier")


def test_a_council_by_mouse_is_never_refused_its_own_changes(association_officer: Page, agenda, check):
    page = association_officer
    page.goto(agenda)
    expect(page.locator("tr[data-row]")).to_have_count(LINES)
    # What is proposed is in discussion from the start, and counts in what would be left.
    left = page.locator("[data-gauge-session]")
    assert all(re.search(r"[1-9]", text) for text in left.all_inner_texts())
    for rank in range(LINES):
        choice = rank % 4
        if choice in (0, 1):
            amount = row(page, rank).locator("input[data-line]")
            less = typed(page, rank) - 50
            with page.expect_response("**/montant"):
                amount.fill(str(less))
                amount.blur()
            row(page, rank).locator("summary").click()
            shown = row(page, rank).locator(".popover p").first
            expect(shown).to_have_text(re.compile(rf"^Montant\s:\s{less // 1000 or ''}\s?{less % 1000:03d}\s€$"))
            # On any line, the last too, the panel is in the window whole.
            box = row(page, rank).locator(".popover").bounding_box()
            assert box["y"] >= 0 and box["y"] + box["height"] <= 901, f"ligne {rank + 1} : {box}"
            page.keyboard.press("Escape")
            decide(page, rank, "Accorder", "Sur présentation du bilan" if choice else "")
            expect(row(page, rank)).to_contain_text("Accordé")
        elif choice == 2:
            decide(page, rank, "Refuser", "Hors du champ du dispositif")
            expect(row(page, rank)).to_contain_text("Hors du champ du dispositif")
        else:
            decide(page, rank, "Ajourner", "Pièces attendues")
            expect(row(page, rank)).to_contain_text("Pièces attendues")
    page.evaluate("scrollTo(0, 0)")  # a line half under the head of the table is no target
    check(page, "conseil-decide")
    page.get_by_role("link", name="Clore la séance").click()
    expect(page.get_by_role("button", name="Clore définitivement")).to_be_visible()


def test_a_council_by_keyboard_alone(association_officer: Page, agenda):
    page = association_officer
    page.goto(agenda)

    def step_to(rank: int) -> None:
        """From where the page is, by the tabulator, to the amount of a line."""
        wanted = row(page, rank).locator("input[data-line]").get_attribute("id")
        for _ in range(60):
            if page.evaluate("document.activeElement.id") == wanted:
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"le montant de la ligne {rank + 1} n’est pas atteint")

    for rank in range(LINES):
        step_to(rank)
        page.keyboard.press("Control+a")
        page.keyboard.type(str(typed(page, rank) - 20))
        page.keyboard.press("Tab")  # the amount is on its way, and nobody waits for it
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.type(f"Note {rank + 1}")
        for _ in range(1 + rank % 3):
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        said = ("Accordé", "Refusé", "Ajourné")[rank % 3]
        expect(row(page, rank)).to_contain_text(said)
        expect(row(page, rank)).to_contain_text(f"Note {rank + 1}")


def test_two_secretaries_at_once(association_officer: Page, administrator: Page, agenda):
    first, second = association_officer, administrator
    first.goto(agenda)
    second.goto(agenda)
    for rank in range(0, 12, 2):
        for page, line in ((first, rank), (second, rank + 1)):
            amount = row(page, line).locator("input[data-line]")
            with page.expect_response("**/montant") as answer:
                amount.fill(str(typed(page, line) - 10))
                amount.blur()
            assert answer.value.status == 200
            decide(page, line, ("Accorder", "Refuser", "Ajourner")[rank % 3])

    # Both on one line: the second is told whose amount stands, and goes on with either, without a reload.
    first.goto(agenda)
    second.goto(agenda)
    for page, amount in ((first, "400"), (second, "300")):
        input = row(page, 20).locator("input[data-line]")
        with page.expect_response("**/montant"):
            input.fill(amount)
            input.blur()
    told = row(second, 20).get_by_role("alert")
    expect(told).to_contain_text("Maëlle Le Goff")
    with second.expect_response("**/montant") as answer:
        told.get_by_role("button", name="Mettre 300").click()
    assert answer.value.status == 200
    expect(row(second, 20).get_by_role("alert")).to_have_count(0)
    decide(second, 20, "Accorder")
    expect(row(second, 20)).to_contain_text("Accordé")

    # The first one's page is behind: what is typed there is refused by name, and what stands can be kept.
    with first.expect_response("**/montant") as answer:
        row(first, 20).locator("input[data-line]").fill("350")
        row(first, 20).locator("input[data-line]").blur()
    assert answer.value.status == 409
    row(first, 20).get_by_role("alert").get_by_role("button", name="Garder 300").click()
    expect(row(first, 20).locator("input[data-line]")).to_have_value("300")


def test_an_amount_above_the_request_is_refused_at_once_and_can_be_confirmed(association_officer: Page, agenda):
    page = association_officer
    page.goto(agenda)
    amount = row(page, 0).locator("input[data-line]")
    with page.expect_response("**/montant") as answer:
        amount.fill("900 000")
        amount.blur()
    assert answer.value.status == 422
    told = row(page, 0).get_by_role("alert")
    expect(told).to_contain_text("demandés")
    # Nothing is decided over an amount that was not saved.
    row(page, 1).locator("summary").click()
    row(page, 1).get_by_role("button", name="Accorder", exact=True).click()
    expect(amount).to_be_focused()
    with page.expect_response("**/montant") as answer:
        told.get_by_role("button", name="Confirmer ce montant").click()
    assert answer.value.status == 200
    # The figure that is not there is the one in red.
    danger = page.evaluate("getComputedStyle(document.querySelector('.gauge.is-over .gauge__after span')).color")
    left = page.evaluate("getComputedStyle(document.querySelector('.gauge.is-over [data-gauge-left]')).color")
    assert danger != left


def test_all_lines_are_granted_at_the_amount_proposed_and_taken_back(association_officer: Page, agenda):
    page = association_officer
    page.goto(agenda)
    amount = row(page, 3).locator("input[data-line]")
    with page.expect_response("**/montant"):
        amount.fill(str(typed(page, 3) - 10))
        amount.blur()
    page.locator("summary", has_text="Accorder tout au montant proposé").click()
    page.locator(".confirm[open]").get_by_role("button", name="Accorder", exact=True).click()
    expect(page.get_by_text(f"{LINES - 1} subventions accordées au montant proposé")).to_be_visible()
    expect(row(page, 3)).to_contain_text("en discussion")
    page.get_by_role("button", name="Annuler").click()
    expect(page.get_by_text(f"{LINES - 1} décisions annulées")).to_be_visible()
    expect(page.locator("tr[data-row]").filter(has_text="à décider")).to_have_count(LINES - 1)
