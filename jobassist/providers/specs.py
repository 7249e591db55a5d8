"""A model server as the choice sees it, from a row or from the environment."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal
from urllib.parse import urlsplit

from django.conf import settings

from jobassist.ai.chat_model import OPENAI_URL

from .keys import read_key
from .models import Provider

ENVIRONMENT = "environment"
Role = Literal["large", "small", "vision", "transcription"]


@dataclass(frozen=True, slots=True)
class ProviderSpec:
    """One server: where it is, what it offers, what it may be asked and costs."""

    # The ledger's key; "environment" for the server of the environment.
    slug: str
    # What a turn calls it: the slug of a row, the host of the environment's server.
    label: str
    base_url: str
    api_key: str = field(repr=False)
    large_model: str
    small_model: str = ""
    vision_model: str = ""
    transcription_model: str = ""
    weight: int = 100
    # None: no limit is known.
    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None
    # Of a million tokens.
    input_price: Decimal = Decimal(0)
    output_price: Decimal = Decimal(0)
    currency: str = "USD"
    connect_seconds: float = 1.5
    first_text_seconds: float = 20.0
    stall_seconds: float = 8.0

    def model_for(self, role: Role) -> str:
        """Return the name of its model for a role, "" where it has none."""
        match role:
            case "large":
                return self.large_model
            case "small":
                return self.small_model or self.large_model
            case "vision":
                return self.vision_model
            case "transcription":
                return self.transcription_model


def build_spec(row: Provider) -> ProviderSpec:
    """Return what a row says, with its key; raises MissingKey."""
    return ProviderSpec(
        slug=row.slug,
        label=row.slug,
        base_url=row.base_url,
        api_key=read_key(row.key_reference),
        large_model=row.large_model,
        small_model=row.small_model,
        vision_model=row.vision_model,
        transcription_model=row.transcription_model,
        weight=row.weight,
        requests_per_minute=row.requests_per_minute,
        tokens_per_minute=row.tokens_per_minute,
        input_price=row.input_price,
        output_price=row.output_price,
        currency=row.currency,
        connect_seconds=row.connect_seconds,
        first_text_seconds=row.first_text_seconds,
        stall_seconds=row.stall_seconds,
    )


def environment_specs() -> tuple[ProviderSpec, ...]:
    """Return the server of the environment, or nothing where none is set."""
    if not (settings.OPENAI_API_KEY or settings.OPENAI_BASE_URL):
        return ()
    base_url = settings.OPENAI_BASE_URL or OPENAI_URL
    return (
        ProviderSpec(
            slug=ENVIRONMENT,
            label=(urlsplit(base_url).hostname or "")[:40],
            base_url=base_url,
            api_key=settings.OPENAI_API_KEY,
            large_model=settings.OPENAI_MODEL,
            small_model=settings.OPENAI_SMALL_MODEL,
            vision_model=settings.OPENAI_VISION_MODEL,
            requests_per_minute=settings.OPENAI_REQUESTS_PER_MINUTE or None,
            tokens_per_minute=settings.OPENAI_TOKENS_PER_MINUTE or None,
            input_price=settings.OPENAI_INPUT_PRICE,
            output_price=settings.OPENAI_OUTPUT_PRICE,
            currency=settings.OPENAI_CURRENCY,
            first_text_seconds=settings.OPENAI_TIMEOUT_SECONDS,
            stall_seconds=settings.OPENAI_STALL_SECONDS,
        ),
    )
