"""manage.py reset_second_factor ADDRESS: let somebody set up two-factor login anew."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from jobassist.accounts import second_factor
from jobassist.accounts.identifiers import normalise_email
from jobassist.accounts.models import Identity
from jobassist.errors import AppError


class Command(BaseCommand):
    help = (
        "Forgets the second factor of whoever logs in by this e-mail address, as when phone and "
        "backup codes are gone. They are asked to set up a new one when they log in."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            address = normalise_email(options["address"])
        except AppError as error:
            raise CommandError(str(error.message)) from None
        found = (
            Identity.objects.select_related("user")
            .filter(kind=Identity.Kind.EMAIL, value_normalised=address, verified_at__isnull=False)
            .first()
        )
        if found is None or second_factor.find_factor(found.user) is None:
            raise CommandError("Nobody with this address has a second factor.")
        second_factor.remove_factor(found.user, by=None)
        self.stdout.write("It is forgotten; everything they held open has ended.")
