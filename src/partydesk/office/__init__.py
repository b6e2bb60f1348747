"""Everything a clerk can do, without a window: one verb, one transaction, one announcement."""
from ..records.engine import Damaged
from ..records.file import Locked
from .office import Office

__all__ = ["Damaged", "Locked", "Office"]
