"""manage.py load_demo: invented postings, companies and people, into an empty database."""

import io
import json
import os
import secrets
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from tqdm import tqdm

from jobassist.accounts.companies import create_company, set_role
from jobassist.accounts.identifiers import parse_identifier
from jobassist.accounts.models import Membership, User
from jobassist.accounts.services import create_account
from jobs import services as job_services
from jobs.models import Posting
from recruiting.demo.applicants import play_application
from recruiting.demo.postings import BOARD_SOURCES, DemoPosting, build_postings
from recruiting.demo.sheets import (
    DemoCompany,
    Lang,
    read_applicants,
    read_companies,
    read_cv,
)
from resumes import services as resume_services

LOGINS_FILE = "demo_logins.json"
# Letters and digits that nobody takes for another when typing them from a terminal.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Login:
    """One line of the logins that `serve` shows."""

    role: str
    login: str
    password: str


class Command(BaseCommand):
    help = (
        "Loads the invented demo data (postings in Chinese and English, five companies with "
        "recruiters, two job seekers with a résumé, ten people who applied, one administrator) "
        "into an empty database. "
        "All or nothing: cut off, it leaves the database empty. Passwords are made up anew "
        f"each time and stand in {LOGINS_FILE} in the data folder."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.IS_EMBEDDED or settings.DEBUG):
            raise CommandError(
                "Demo data has logins whose passwords stand in a file: it is loaded into the "
                "embedded database, or with DEBUG. Nothing was changed."
            )
        if User.objects.exists() or Posting.objects.exists():
            raise CommandError(
                "There are people or postings in this database already: demo data is only "
                "loaded into an empty one. Nothing was changed."
            )
        is_quiet = options["verbosity"] == 0
        postings = build_postings(today=timezone.localdate())
        with transaction.atomic():
            logins = self._create_people(is_quiet=is_quiet)
            self._import_postings(postings, verbosity=options["verbosity"])
            self._play_applications(is_quiet=is_quiet)
            # Before the end of the transaction: nobody can be locked out of what is there.
            write_logins(settings.DATA_DIR / LOGINS_FILE, logins)
        if not is_quiet:
            self.stdout.write(f"Demo data: {len(postings)} postings, {len(logins)} logins.")

    def _create_people(self, *, is_quiet: bool) -> list[Login]:
        logins: list[Login] = []
        companies = read_companies()
        with tqdm(
            desc="demo people",
            total=3 + 2 * len(companies),
            file=sys.stderr,
            disable=is_quiet,
            mininterval=0.3,
        ) as bar:

            def add(
                role: str, address: str, *, name: str, locale: str = "en", time_zone: str = ""
            ) -> User:
                password = build_password()
                if role == "admin":
                    user = User.objects.create_superuser(
                        email=address, password=password, display_name=name
                    )
                else:
                    user = create_account(
                        parse_identifier(email=address),
                        password=password,
                        display_name=name,
                        locale=locale,
                        time_zone=time_zone,
                    )
                logins.append(Login(role, address, password))
                bar.update()
                return user

            add("admin", "admin@jobassist.example", name="Administrator")
            for lang, name, locale, zone in (
                ("zh", "周予安", "zh-CN", "Asia/Shanghai"),
                ("en", "Grace Holroyd", "en-GB", "Europe/London"),
            ):
                address = f"{'zhou' if lang == 'zh' else 'grace'}@seekers.example"
                seeker = add("seeker", address, name=name, locale=locale, time_zone=zone)
                create_resume(seeker, text=read_cv(cast(Lang, lang)))
            for sheet in companies:
                self._create_company(sheet, add)
        return logins

    def _create_company(self, sheet: DemoCompany, add: Callable[..., User]) -> None:
        profile = {"locale": sheet.locale, "time_zone": sheet.time_zone}
        owner = add("owner", f"owner@{sheet.key}.example", name=sheet.owner, **profile)
        company = create_company(name=sheet.name, owner=owner, time_zone=sheet.time_zone)
        recruiter = add(
            "recruiter",
            f"recruiter@{sheet.key}.example",
            name=sheet.recruiter,
            **profile,
        )
        set_role(company, user=recruiter, role=Membership.Role.RECRUITER)
        job_services.get_or_create_company_source(company.id, key=sheet.key)

    def _import_postings(self, postings: list[DemoPosting], *, verbosity: int) -> None:
        """Import them as any feed is, each row into its own source, and embed them."""
        for lang, key in BOARD_SOURCES.items():
            name = "演示招聘板" if lang == "zh" else "Demo job board"
            job_services.get_or_create_source(key, name=name)
        tally = io.StringIO()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "demo postings"
            lines = (json.dumps(p.row, ensure_ascii=False) for p in postings)
            path.write_text("\n".join(lines), encoding="utf-8")
            call_command("import_jobs", path, json=True, stdout=tally, verbosity=verbosity)
        report = json.loads(tally.getvalue())
        if report["rejected"]:
            raise CommandError(f"Demo postings were rejected: {report['errors']}")
        paused = Posting.objects.filter(
            external_id__in=[p.row["id"] for p in postings if p.is_paused]
        )
        job_services.pause_postings(list(paused.values_list("id", flat=True)), now=timezone.now())

    def _play_applications(self, *, is_quiet: bool) -> None:
        """Let invented people apply to the companies; nobody has their passwords."""
        now = timezone.now()
        with tqdm(
            read_applicants(), desc="demo applications", file=sys.stderr, disable=is_quiet
        ) as bar:
            for each in bar:
                membership = Membership.objects.select_related("user", "company").get(
                    user__identities__value=f"recruiter@{each.company}.example"
                )
                seeker = create_account(
                    parse_identifier(email=f"{each.key}@applicants.example"),
                    password=build_password(),
                    display_name=each.name,
                    locale="zh-CN" if each.lang == "zh" else "en-GB",
                    time_zone=membership.company.time_zone,
                )
                create_resume(seeker, text=each.cv)
                play_application(
                    each,
                    seeker=seeker,
                    company=membership.company,
                    recruiter=membership.user,
                    now=now,
                )


def create_resume(seeker: User, *, text: str) -> None:
    """Give a seeker the résumé that this CV makes, confirmed as it was read."""
    resume = resume_services.create_resume(seeker)
    preview = resume_services.intake_text(
        resume,
        text=text,
        source=resume_services.Source(kind="form", ref="demo"),
    )
    resume_services.confirm_resume(resume, revision=preview.revision)
    resume_services.embed_roles(resume.id)


def build_password() -> str:
    """Return a new password of sixty bits that can be typed from a screen."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(12))
    return "-".join(letters[i : i + 4] for i in (0, 4, 8))


def write_logins(path: Path, logins: list[Login]) -> None:
    """Write the logins so that only the owner of the data folder reads them."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(
            [{"role": x.role, "login": x.login, "password": x.password} for x in logins],
            file,
            ensure_ascii=False,
            indent=1,
        )
