"""Whole processes, clients, a proxy and people who mean no good, for tests of delivery."""

from .client import WireClient, backoff_delay, until_true
from .misbehave import Impostor
from .processes import (
    Cluster,
    Database,
    Operator,
    Person,
    RedisServer,
    WebProcess,
    wait_until,
)
from .proxy import BlackHole, CutAt, Delay, Drop, FaultProxy, Link, Pass, Throttle

__all__ = [
    "BlackHole",
    "Cluster",
    "CutAt",
    "Database",
    "Delay",
    "Drop",
    "FaultProxy",
    "Impostor",
    "Link",
    "Operator",
    "Pass",
    "Person",
    "RedisServer",
    "Throttle",
    "WebProcess",
    "WireClient",
    "backoff_delay",
    "until_true",
    "wait_until",
]
