"""What several tests of the office stand on."""
from __future__ import annotations

from collections.abc import Iterator

import pytest

from partydesk.office import Office


@pytest.fixture
def other(office: Office) -> Iterator[Office]:
    """Another desk on the same office."""
    with Office.open(office.place, who="王芳", desk="desk-two") as made:
        yield made
