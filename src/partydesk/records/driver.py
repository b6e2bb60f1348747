"""The driver of PostgreSQL, where Python has its TLS and where it has none.

Its compiled part imports Python's `ssl` for what that once prepared in OpenSSL, and uses nothing of it: its own library brings its own
OpenSSL, and servers are spoken to through that. The packages leave Python's out (build.spec).
"""
from __future__ import annotations

import importlib.util
import sys
from types import ModuleType


def driver() -> ModuleType:
    """psycopg, loaded; `ImportError` where it cannot be."""
    if "psycopg" in sys.modules or importlib.util.find_spec("_ssl") is not None:
        import psycopg
        return psycopg
    import asyncio.sslproto  # noqa: F401 (psycopg loads it too, and it is to see that there is no TLS)
    sys.modules["ssl"] = ModuleType("ssl", "Nothing: while a library loads that asks for Python's TLS and does not use it.")
    try:
        import psycopg
    finally:
        del sys.modules["ssl"]
    return psycopg
