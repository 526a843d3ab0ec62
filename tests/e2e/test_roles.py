"""People log in at a real provider; what each may do is decided on the server."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from app_process import free_port, running_app
from asking import GOUT, ask
from oidc_provider import CLIENT_ID, CLIENT_SECRET, running_provider
from playwright.sync_api import Browser, BrowserContext, Page, expect

ROLES = """
[roles]
"rita@ward.example" = ["reader"]
"vera@ward.example" = ["reviewer"]
"lisa@ward.example" = ["librarian"]
"""
LogIn = Callable[[str], Page]


@pytest.fixture(scope="module")
def ward(
    browser: Browser, starter_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of an app that asks for a login."""
    home, port = tmp_path_factory.mktemp("ward") / "home", free_port()
    shutil.copytree(starter_home, home)
    with running_provider() as provider:
        login = f"""
[login]
server_metadata_url = "{provider.metadata_url}"
client_id = "{CLIENT_ID}"
client_secret = "{CLIENT_SECRET}"
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "{"a cookie secret of tests " * 2}"
"""
        (home / "galen.toml").write_text(login + ROLES, "utf-8")
        with running_app(home, port) as address:
            yield address


@pytest.fixture(scope="module")
def log_in(browser: Browser, ward: str) -> Iterator[LogIn]:
    """A tab on the start page in the browser of this account, which logs in once."""
    contexts: dict[str, BrowserContext] = {}

    def enter(account: str) -> Page:
        known = account in contexts
        context = contexts.get(account) or browser.new_context()
        contexts[account] = context
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.goto(ward)
        if not known:
            page.get_by_role("button", name="Log in").click()
            page.get_by_role("link", name=account).click()
        return page

    yield enter
    for context in contexts.values():
        context.close()


def test_an_answer_is_approved_by_somebody_else(log_in: LogIn, ward: str) -> None:
    rita, vera = log_in("rita"), log_in("vera")
    answer = ask(rita, GOUT)
    rita.get_by_role("button", name="Submit for review").click()
    expect(answer.locator(".g-status")).to_have_text("Submitted")
    rita.get_by_role("link", name="Open saved answer").click()
    rita.get_by_role("link", name="See its review").click()
    expect(rita.get_by_role("button", name="Comment")).to_be_visible()
    expect(rita.get_by_role("button", name="Take up the review")).to_have_count(0)

    vera.goto(rita.url)
    vera.get_by_role("button", name="Take up the review").click()
    vera.get_by_role("button", name="Approve").click()
    expect(vera.locator(".g-status")).to_have_text("Approved")
    approval = vera.locator(".g-history li", has_text="approved it").first
    expect(approval).to_contain_text("vera@ward.example (reviewer)")

    rita.goto(ward)
    ask(rita, GOUT)
    expect(rita.locator(".g-approved")).to_contain_text("below 6 mg/dL")


def test_a_conversation_is_its_owners_and_a_link_is_for_those_with_a_role(
    log_in: LogIn, ward: str
) -> None:
    rita, vera = log_in("rita"), log_in("vera")
    ask(rita, GOUT)
    vera.locator(".g-welcome").wait_for()
    vera.goto(rita.url)
    expect(vera.locator(".g-notice")).to_contain_text("No conversation of yours")
    rita.get_by_role("link", name="Open saved answer").click()
    rita.get_by_role("link", name="All answers").wait_for()
    vera.goto(rita.url)
    expect(vera.locator("article.g-answer h1")).to_have_text(GOUT)


@pytest.mark.parametrize("account", ["nora", "mallory"])
def test_without_a_role_or_a_verified_address_nothing_opens(log_in: LogIn, account: str) -> None:
    page = log_in(account)
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_test_id("stChatInput")).to_have_count(0)


@pytest.mark.parametrize(("account", "tabs"), [("vera", 1), ("lisa", 4)])
def test_only_librarians_add_sources(log_in: LogIn, ward: str, account: str, tabs: int) -> None:
    page = log_in(account)
    page.locator(".g-welcome").wait_for()
    page.goto(f"{ward}/sources")
    expect(page.get_by_role("tab")).to_have_count(tabs)


def test_who_logs_out_is_out(log_in: LogIn) -> None:
    page = log_in("rita")
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("button", name="Log in")).to_be_visible()
