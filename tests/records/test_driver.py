"""The driver of PostgreSQL in a Python without TLS, as the packages have it."""
from __future__ import annotations

import subprocess
import sys

WITHOUT = """
import sys
sys.modules["_ssl"] = None
from partydesk.records import server
from partydesk.errors import Lost, Trouble
try:
    server.open("postgresql+psycopg://x:y@127.0.0.1:1/x")
except Exception as error:
    print(type(error).__name__)
import psycopg
print(psycopg.pq.__impl__, "ssl" in sys.modules)
import asyncio.base_events
print(asyncio.base_events.ssl)
try:
    import ssl
except ImportError:
    print("none")
"""


def test_a_server_is_spoken_with_where_python_has_no_tls() -> None:
    said = subprocess.run([sys.executable, "-c", WITHOUT], check=True, capture_output=True, text=True).stdout.split()
    assert said == ["Lost", "binary", "False", "None", "none"]
