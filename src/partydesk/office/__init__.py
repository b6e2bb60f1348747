"""Everything a clerk can do, without a window: one verb, one transaction, one announcement."""
from .office import Office

__all__ = ["Office"]
