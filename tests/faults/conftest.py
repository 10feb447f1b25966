"""Real servers for real faults."""

from tests.operation.conftest import server

__all__ = ["server"]
