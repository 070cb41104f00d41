"""The browser tests drive Debian's Chromium against the real program with its own PostgreSQL and demonstration
data. One server serves the whole run; each role has a browser context of its own, signed in once by the form.

KEVRE_BINARY  the program to test (default: .build/debug/kevre)
KEVRE_URL     a server that runs already, instead of starting one (KEVRE_DEMO_PASSWORD then gives the password)
KEVRE_SCREENSHOTS  1: every page checked leaves its picture in var/screenshots
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Locator, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "var" / "screenshots"
WIDTHS = {"1440": (1440, 900), "768": (768, 1024), "390": (390, 844)}
SCHEMES = ("light", "dark")

# The accounts of the demonstration data.
ACCOUNTS = {
    "administrator": "administration@demo.example",
    "association_officer": "vie-associative@demo.example",
    "case_officer": "culture@demo.example",
    "finance_officer": "finances@demo.example",
    "reader": "lecture@demo.example",
}

# Rules of RGAA 4.1 / WCAG 2.2 AA, and the good practices that axe knows besides.
AXE_RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
# The dark theme changes colours and nothing else.
AXE_COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}
AXE_RUN = """async options => (await axe.run(document, options)).violations.map(({ id, help, nodes }) =>
    `${id} (${help})` + nodes.slice(0, 4).map(({ target, html }) => `\\n    ${target} : ${html.slice(0, 160)}`).join(""))"""


@dataclass
class Server:
    """A running Kevre."""

    url: str
    password: str
    log: Path | None = None
    data: Path | None = None


def binary() -> Path:
    """The program to test."""
    program = Path(os.environ.get("KEVRE_BINARY", ROOT / ".build" / "debug" / "kevre"))
    if not program.exists():
        pytest.exit(f"{program} n’existe pas : swift build --product kevre", 1)
    return program


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_healthy(url: str, process: subprocess.Popen, log: Path, seconds: int = 120) -> None:
    """Returns as soon as /health answers 200; fails with the server's own words when it dies or never does."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.exit(f"kevre serve a quitté ({process.returncode}) :\n{log.read_text()[-4000:]}", 1)
        try:
            with urllib.request.urlopen(url + "/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.exit(f"kevre serve ne répond pas après {seconds} s :\n{log.read_text()[-4000:]}", 1)


def password_in(log: Path, seconds: int = 30) -> str:
    """The password that `kevre serve --demo` prints on the line of an account, as its last word."""
    pattern = re.compile(re.escape(ACCOUNTS["administrator"]) + r".*?(\S+)[ \t]*$", re.MULTILINE)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := pattern.search(log.read_text()):
            return found.group(1)
        time.sleep(0.1)
    pytest.exit(f"aucun compte de démonstration dans ce que dit kevre serve :\n{log.read_text()[-4000:]}", 1)


@pytest.fixture(scope="session")
def server():
    """The program on a free port, on a fresh data directory, with the demonstration data."""
    if url := os.environ.get("KEVRE_URL"):
        yield Server(url.rstrip("/"), os.environ["KEVRE_DEMO_PASSWORD"])
        return
    # Short, since the data directory holds a Unix socket, whose name may not exceed 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="kevre-browser.", dir="/tmp"))
    folder.chmod(0o755)  # as root, PostgreSQL runs under another account, which must get through
    log = folder / "log"
    port = free_port()
    arguments = ["serve", "--port", str(port), "--data", str(folder / "data"), "--demo"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KEVRE_")}
    # A test fills a form in faster than anybody, and all come from one address.
    environment |= {"KEVRE_PUBLIC_SECONDS": "0", "KEVRE_PUBLIC_PER_HOUR": "1000"}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [binary(), *arguments], stdout=output, stderr=subprocess.STDOUT, cwd=folder, env=environment
        )
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until_healthy(url, process, log)
        yield Server(url, password_in(log), log, folder / "data")
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0, f"kevre s’arrête mal :\n{log.read_text()[-4000:]}"
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                process.kill()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def kevre(server):
    """Runs a command; gives what it printed, or what it says on the standard error with its exit code."""
    if server.data is None:
        pytest.skip("le serveur de KEVRE_URL garde ses données ailleurs")

    def run(*arguments, fails=0):
        command = [binary(), *map(str, arguments)]
        environment = os.environ | {"KEVRE_DATA": str(server.data)}
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, cwd="/", env=environment)
        assert done.returncode == fails, f"{command} : {done.returncode}\n{done.stdout}{done.stderr}"
        if fails:
            return done.stderr
        return json.loads(done.stdout) if "json" in arguments else done.stdout

    return run


@pytest.fixture(scope="session")
def browser():
    executable = shutil.which("chromium")
    assert executable, "chromium est introuvable : script/setup test"
    with sync_playwright() as playwright:
        # --no-sandbox: as root, and in containers, Chromium has no sandbox to offer; it only visits our server.
        instance = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--lang=fr-FR"])
        yield instance
        instance.close()


def new_page(browser: Browser, server: Server, **options) -> Page:
    """A page in a fresh context, which fails the test on any request to another host."""
    context = browser.new_context(
        base_url=server.url, locale="fr-FR", timezone_id="Europe/Paris", reduced_motion="reduce",
        viewport={"width": 1440, "height": 900}, **options,
    )  # fmt: skip
    context.set_default_timeout(15_000)
    return watched(context.new_page(), server)


def watched(page: Page, server: Server) -> Page:
    """Notes what the page says went wrong, and whom it asks; `check` fails on either."""
    page.strangers = []  # addresses asked for outside our server
    page.complaints = []  # what the page's own script said went wrong
    page.on("request", lambda request: (
        None if request.url.startswith((server.url, "data:", "blob:")) else page.strangers.append(request.url)))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    # That an answer was an error is what some tests are about: they look at its status themselves.
    page.on("console", lambda message: (
        page.complaints.append(message.text)
        if message.type == "error" and "the server responded with a status of" not in message.text else None))
    return page


def field(within: Page | Locator, label: str) -> Locator:
    """The input that a label names, whether an answer is needed or not."""
    return within.get_by_label(re.compile(rf"^{re.escape(label)}(\s*\(obligatoire\))?$"))


def fill(within: Page | Locator, answers: dict[str, str]) -> None:
    for label, text in answers.items():
        field(within, label).fill(text)


def first_row(page: Page, address: str) -> str:
    """Address of the first record of a list."""
    page.goto(address)
    return page.locator("tr[data-row] a").first.get_attribute("href")


def sign_in(page: Page, server: Server, email: str, password: str | None = None) -> None:
    page.goto("/")
    page.get_by_label("Adresse électronique").fill(email)
    page.get_by_label("Mot de passe", exact=True).fill(server.password if password is None else password)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_load_state()


@pytest.fixture
def visitor(browser, server):
    """A page of somebody who has not signed in."""
    page = new_page(browser, server)
    yield page
    page.context.close()


@pytest.fixture(scope="session")
def sessions(browser, server):
    """Cookies of each role, obtained by the form at the first use."""
    known = {}

    def state(role: str):
        if role not in known:
            page = new_page(browser, server)
            sign_in(page, server, ACCOUNTS[role])
            known[role] = page.context.storage_state()
            page.context.close()
        return known[role]

    return state


def signed_in_page(role: str):
    @pytest.fixture(name=role)
    def page(browser, server, sessions):
        page = new_page(browser, server, storage_state=sessions(role))
        yield page
        page.context.close()

    return page


administrator = signed_in_page("administrator")
association_officer = signed_in_page("association_officer")
case_officer = signed_in_page("case_officer")
finance_officer = signed_in_page("finance_officer")
reader = signed_in_page("reader")


@pytest.fixture(scope="session")
def check():
    """check(page, "name"): no accessibility violation, no script error, no foreign request and no sideways
    scrolling, at three widths, light and dark; with KEVRE_SCREENSHOTS=1 leaves var/screenshots/name-1440-light.png
    and so on."""
    pictures = os.environ.get("KEVRE_SCREENSHOTS") == "1"
    if pictures:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)

    def run(page: Page, name: str) -> None:
        found = []
        page.evaluate(AXE_SCRIPT)
        for width, (wide, high) in WIDTHS.items():
            page.set_viewport_size({"width": wide, "height": high})
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                where = f"{name} {width} {scheme}"
                if pictures:
                    page.screenshot(path=SCREENSHOTS / f"{name}-{width}-{scheme}.png", full_page=True)
                violations = page.evaluate(AXE_RUN, AXE_RULES if scheme == "light" else AXE_COLOURS)
                found += [f"{where} : {violation}" for violation in violations]
            excess = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if excess > 0:
                found.append(f"{name} {width} : la page déborde de {excess} px")
        page.set_viewport_size({"width": 1440, "height": 900})
        page.emulate_media(color_scheme="light")
        found += [f"{name} : {complaint}" for complaint in page.complaints]
        found += [f"{name} : demande à un autre hôte {address}" for address in page.strangers]
        page.complaints.clear()
        page.strangers.clear()
        assert not found, "\n".join(found)

    return run
