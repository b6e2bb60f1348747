"""Everything a clerk can do, without a window: one verb, one transaction, one announcement."""
from ..records.file import Locked
from .office import Office

__all__ = ["Locked", "Office"]
