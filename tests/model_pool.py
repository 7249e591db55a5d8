"""Model servers for tests, without rows: scripted models, or servers on loopback."""

from collections.abc import Mapping, Sequence
from typing import Any

from jobassist.ai.chat_model import ChatModel
from jobassist.providers.breaker import Breaker
from jobassist.providers.routing import Asker, RoutedChatModel
from jobassist.providers.snapshot import Providers, Rows
from jobassist.providers.specs import ProviderSpec, Role


class FixedProviders(Providers):
    """These servers and no others; nothing is read."""

    def __init__(self, specs: Sequence[ProviderSpec]) -> None:
        super().__init__()
        self._rows = Rows(tuple(specs), has_rows=True)

    async def read_if_old(self) -> None:
        return None

    def use_breaker(self, spec: ProviderSpec, breaker: Breaker) -> None:
        self._breakers[spec.slug, spec.base_url, spec.api_key] = breaker


def make_spec(slug: str, **changes: Any) -> ProviderSpec:
    given: dict[str, Any] = {
        "slug": slug,
        "label": slug,
        "base_url": f"http://127.0.0.1:9/{slug}",
        "api_key": "sk-test",
        "large_model": f"{slug}-1",
    }
    return ProviderSpec(**(given | changes))


def route_over(
    models: Mapping[str, ChatModel],
    *,
    key: str = "",
    known: Providers | None = None,
    **changes: Any,
) -> RoutedChatModel:
    """Return the model of a turn over these, each a server of its name, asked in this order."""
    specs = [
        # Weights so far apart that the order is sure.
        make_spec(slug, weight=10 ** (4 * (len(models) - n)))
        for n, slug in enumerate(models)
    ]

    def build(spec: ProviderSpec, role: Role) -> ChatModel:
        return models[spec.slug]

    return RoutedChatModel(
        asker=Asker(key=key or "fixed"),
        known=known or FixedProviders(specs),
        build=build,
        **changes,
    )


class NoMeter:
    """A meter that lets everything through and counts nothing."""

    async def reserve(self, _spec: Any, _request: Any, **_about: Any) -> "NoMeter":
        return self

    async def wait(self, specs: Any, _request: Any, **_about: Any) -> Any:
        return specs[0], self

    async def settle(self, **_used: Any) -> None:
        return None
