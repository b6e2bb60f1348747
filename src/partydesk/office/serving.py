"""Where an office on a server is: what a clerk is asked for, and the place that is made of it."""
from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from ..catalogue.text import clean, halfwidth
from ..errors import Refusal
from ..records.server import is_url, public

__all__ = ["PORT", "Address", "has_password", "is_url", "public", "read", "typed", "with_password"]

PORT = 5432
DRIVER = "postgresql+psycopg"


@dataclass(frozen=True)
class Address:
    """A database of a server and who logs in there; the password is no part of it."""

    host: str = ""
    database: str = "partydesk"
    login: str = ""
    port: int = PORT

    def place(self, password: str = "") -> str:
        """What `Office.open` takes; with a password not to be shown or kept."""
        missing = [name for name, said in (("服务器地址", self.host), ("数据库", self.database), ("登录名", self.login)) if not said]
        if missing:
            raise Refusal(f"请填写{'、'.join(missing)}")
        return URL.create(DRIVER, self.login, password or None, self.host, self.port, self.database).render_as_string(
            hide_password=False)


def read(place: str) -> Address:
    """The address in a place; one of which nothing is known where it cannot be read."""
    try:
        url = make_url(place)
    except ArgumentError:
        return Address()
    host = url.host or str(url.query.get("host", ""))
    return Address(host, url.database or "", url.username or "", url.port or int(str(url.query.get("port", PORT))))


def has_password(place: str) -> bool:
    return make_url(place).password is not None


def with_password(place: str, password: str) -> str:
    """The same place for `Office.open`; not to be shown or kept."""
    return make_url(place).set(password=password).render_as_string(hide_password=False)


def typed(host: str, database: str, login: str) -> Address:
    """What a clerk typed: a computer's name or number, with `:5433` where the server is not on the usual port."""
    plain, _, port = halfwidth(clean(host)).partition(":")
    if port and not port.isdecimal():
        raise Refusal(f"端口应是数字，如 192.168.1.10:{PORT}，现为“{port}”")
    return Address(plain.strip(), clean(database), clean(login), int(port) if port else PORT)
