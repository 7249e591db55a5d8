"""manage.py createsuperuser: a staff account with every permission, by e-mail address."""

import getpass
import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError, transaction

from jobassist.accounts import services
from jobassist.accounts.identifiers import normalise_email
from jobassist.accounts.models import User
from jobassist.errors import AppError


class Command(BaseCommand):
    """Asks for what is not given; with --noinput the environment gives the password."""

    help = "Create an account that may do everything in the admin site."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take Django's own options where they make sense for people without user names."""
        parser.add_argument("--email", default="", help="The address to log in by.")
        parser.add_argument("--name", default="", help="The name shown in the admin site.")
        parser.add_argument(
            "--noinput",
            "--no-input",
            action="store_true",
            dest="is_silent",
            help="Ask nothing: DJANGO_SUPERUSER_EMAIL and DJANGO_SUPERUSER_PASSWORD say it.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Create the account, or say in one line why not."""
        is_silent = options["is_silent"]
        email = options["email"] or os.environ.get("DJANGO_SUPERUSER_EMAIL", "")
        if not is_silent and not sys.stdin.isatty() and not email:
            raise CommandError("Not a terminal: give --email and --noinput.")
        if not email and not is_silent:
            email = input("E-mail: ")
        try:
            normalise_email(email)
        except AppError as error:
            raise CommandError(str(error.message)) from None
        password = os.environ.get("DJANGO_SUPERUSER_PASSWORD", "")
        if not password and not is_silent:
            password = getpass.getpass()
            if password != getpass.getpass("Password (again): "):
                raise CommandError("The two passwords are not the same.")
        if not password:
            raise CommandError(
                "DJANGO_SUPERUSER_PASSWORD is empty: there are no default passwords."
            )
        try:
            services.build_password_hash(password, user=User(display_name=options["name"]))
            with transaction.atomic():
                user = User.objects.create_superuser(
                    email=email, password=password, display_name=options["name"]
                )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        except IntegrityError:
            raise CommandError("Somebody has this address already.") from None
        self.stdout.write(f"Created {user.id}.")
