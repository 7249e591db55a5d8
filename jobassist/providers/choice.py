"""Which server a conversation belongs to: by weight, and the same one each time. Pure."""

import math
from collections.abc import Sequence
from hashlib import blake2b

from .specs import ProviderSpec

_SPAN = 2.0**64


def rank_providers(providers: Sequence[ProviderSpec], *, key: str) -> list[ProviderSpec]:
    """Return the servers in the order in which this key should ask them.

    Weighted rendezvous hashing: over many keys each comes first as often as its weight says,
    and, if the first cannot answer, second as often as the weights of the others say. When a
    weight changes, only keys move that have to. Those of weight 0 come last.
    """
    return sorted(providers, key=lambda each: _cost(each, key=key))


def _cost(provider: ProviderSpec, *, key: str) -> tuple[bool, float]:
    digest = blake2b(f"{provider.slug}\0{key}".encode(), digest_size=8).digest()
    # In (0, 1]: never the logarithm of nothing.
    share = (int.from_bytes(digest, "big") + 1) / _SPAN
    # The least of exponential waits of these rates is each one's with the chance of its rate.
    return provider.weight == 0, -math.log(share) / (provider.weight or 1)
