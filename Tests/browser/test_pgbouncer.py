"""The main path through Debian's PgBouncer, in the mode that docs/administration.md recommends with it."""

import os
import shutil
import signal
import subprocess
import time

import pytest
from conftest import ROOT, Server, binary, free_port, new_page, password_in, sign_in, wait_until_healthy
from conftest import ACCOUNTS
from playwright.sync_api import expect

SETTINGS = """
[databases]
* = host={directory}
[pgbouncer]
unix_socket_dir = {directory}
listen_addr =
listen_port = 6432
auth_type = scram-sha-256
auth_user = postgres
auth_file = {directory}/users
auth_query = SELECT rolname, rolpassword FROM pg_authid WHERE rolname = $1
pool_mode = session
default_pool_size = 16
ignore_startup_parameters = options
logfile = {directory}/bouncer.log
"""
# A server that lasts until the standard input ends.
HOLD = """
source script/throwaway-postgresql
trap remove_postgresql EXIT
start_postgresql bouncer </dev/null
echo "$postgresql_directory"
cat >/dev/null
"""


@pytest.fixture(scope="module")
def pooled():
    """Kevre, which reaches PostgreSQL by PgBouncer alone."""
    as_postgres = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if os.geteuid() == 0 else []
    program = shutil.which("pgbouncer", path=os.environ["PATH"] + ":/usr/sbin")
    assert program, "pgbouncer est introuvable : script/setup test"
    holder = subprocess.Popen(
        ["bash", "-c", HOLD], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    bouncer = process = None
    try:
        directory = holder.stdout.readline().strip()
        assert directory, "PostgreSQL ne démarre pas"
        for name, text in (("users", '"postgres" "secret"\n'), ("bouncer.ini", SETTINGS.format(directory=directory))):
            subprocess.run([*as_postgres, "tee", f"{directory}/{name}"], input=text, text=True, check=True,
                           stdout=subprocess.DEVNULL)
        bouncer = subprocess.Popen([*as_postgres, program, "-q", f"{directory}/bouncer.ini"])
        deadline = time.monotonic() + 30
        while not os.path.exists(f"{directory}/.s.PGSQL.6432"):
            assert bouncer.poll() is None and time.monotonic() < deadline, "PgBouncer ne démarre pas"
            time.sleep(0.05)
        data = f"{directory}/kevre"
        port = free_port()
        environment = {name: value for name, value in os.environ.items() if not name.startswith("KEVRE_")}
        environment["KEVRE_DATABASE_URL"] = (
            f"postgresql:///postgres?host={directory}&port=6432&user=postgres&password=secret")
        log = ROOT / "var" / "pgbouncer.log"
        log.parent.mkdir(exist_ok=True)
        with log.open("wb") as output:
            process = subprocess.Popen(
                [binary(), "serve", "--port", str(port), "--data", data, "--demo"],
                stdout=output, stderr=subprocess.STDOUT, env=environment)
        url = f"http://127.0.0.1:{port}"
        wait_until_healthy(url, process, log)
        yield Server(url, password_in(log), log)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0, log.read_text()[-4000:]
        log.unlink()
    finally:
        for child in (process, bouncer):
            if child and child.poll() is None:
                child.terminate()
                child.wait(timeout=60)
        holder.stdin.close()
        holder.wait(timeout=60)


def test_the_main_path_goes_through_the_pooler(browser, pooled):
    page = new_page(browser, pooled)
    sign_in(page, pooled, ACCOUNTS["association_officer"])
    expect(page.get_by_role("heading", name="À faire")).to_be_visible()
    page.goto("/dossiers")
    page.locator("tr[data-row] a").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto("/recherche?q=theatre")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto("/associations/nouvelle")
    page.get_by_label("Nom", exact=False).first.fill("Les Amis du relais")
    page.get_by_role("button", name="Créer la fiche").click()
    expect(page.get_by_role("heading", name="Les Amis du relais")).to_be_visible()
    page.goto("/associations?q=relais")
    expect(page.get_by_role("link", name="Les Amis du relais")).to_be_visible()
    with page.expect_download() as download:
        page.evaluate("location.href = '/associations?format=csv'")
    assert "Les Amis du relais" in open(download.value.path(), encoding="utf-8-sig").read()
    page.context.close()
