"""Who is asking, and what they may do: one local user, or the account that logged in.

`ui/app.py` calls it at every run of the script, so that a role that was taken away is gone at once.
What a person may do is decided where it is done (`assistant.workspace.permission`).
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from assistant.workspace.model import Person, Role
from corpus.settings import Login, Settings

LOCAL_NAME = "local user"
LOCAL = Person(LOCAL_NAME, frozenset(Role))
"""The person at this machine, who may do everything."""


def current_person(settings: Settings) -> Person | None:
    """The person of this session; None where nobody is logged in."""
    if settings.login is None:
        return LOCAL
    return person_of(st.user.to_dict(), settings.login, settings.roles)


def person_of(
    claims: Mapping[str, object], login: Login, roles: Mapping[str, tuple[str, ...]]
) -> Person | None:
    """The person whom an ID token's claims name. An account without roles may do nothing.

    Addresses count in lower case, and not at all where the provider says they are not verified.
    """
    if claims.get("is_logged_in") is not True:
        return None
    name = str(claims.get(login.claim) or "").strip().lower()
    if not name or (login.claim == "email" and claims.get("email_verified", True) is not True):
        return None
    own = next((given for account, given in roles.items() if account.lower() == name), ())
    return Person(name, frozenset(Role(role) for role in own))
