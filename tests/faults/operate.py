"""Orders of the people who run a deployment, one JSON line each: `python -m tests.faults.operate`.

It stands for another process of the same deployment: the admin site elsewhere, a command, a
worker. What it does reaches open sockets by the database and the layer, or not at all.
"""

import json
import os
import sys
from collections.abc import Callable
from typing import Any

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobassist.settings")
    django.setup()

from jobassist.accounts.companies import create_company, set_role
from jobassist.accounts.models import Company, Membership, SignIn, User
from jobassist.accounts.services import end_sign_in, open_sign_in, set_active


def nothing() -> None:
    """Do nothing: the answer says that everything is loaded."""


def log_out(user_id: str, sign_in_id: str) -> None:
    """End one sign-in, as its owner does."""
    end_sign_in(User.objects.get(id=user_id), SignIn.objects.get(id=sign_in_id).id)


def ban(user_id: str) -> None:
    """Keep a person out."""
    set_active(User.objects.get(id=user_id), is_active=False)


def hire(user_id: str) -> str:
    """Make a person the second owner of a new company; returns the company's id."""
    User.objects.filter(id=user_id).update(is_guest=False)
    founder = User.objects.create_user(is_guest=False)
    company = create_company(name="Example GmbH", owner=founder)
    set_role(company, user=User.objects.get(id=user_id), role=Membership.Role.OWNER)
    return str(company.id)


def company_of(user_id: str) -> str:
    """Return the id of a company that the person is a member of."""
    return str(Membership.objects.filter(user_id=user_id).values_list("company_id", flat=True)[0])


def change_role(user_id: str, company_id: str, role: str) -> None:
    """Give a member of a company another role."""
    company = Company.objects.get(id=company_id)
    set_role(company, user=User.objects.get(id=user_id), role=Membership.Role(role))


def sign_in(user_id: str) -> dict[str, str]:
    """Return the tokens of a new sign-in."""
    pair = open_sign_in(User.objects.get(id=user_id))
    return {"access": pair.access, "refresh": pair.refresh, "sign_in_id": str(pair.sign_in_id)}


ORDERS: dict[str, Callable[..., Any]] = {
    order.__name__: order
    for order in (nothing, log_out, ban, hire, company_of, change_role, sign_in)
}


def main() -> None:
    """Carry out one order a line until the input ends."""
    answers = sys.stdout
    # What a library prints must not stand between the answers.
    sys.stdout = sys.stderr
    for line in sys.stdin:
        order = json.loads(line)
        try:
            answer = {"result": ORDERS[order["order"]](**order["arguments"])}
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
