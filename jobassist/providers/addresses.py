"""Where a model server may be: what an operator types is not followed blindly.

An operator is trusted as whoever sets the environment is, so a server on this machine or in
the house's own network is fine. What no model server is, is refused: the addresses at which
clouds give their machines' credentials away, and an address that would send a key in the clear
over the open net.
"""

import ipaddress
import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Where clouds answer a machine about itself: link-local, and those outside of it.
_METADATA = frozenset(
    ipaddress.ip_address(each)
    for each in ("100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254")
)
_METADATA_NAMES = frozenset({"metadata", "metadata.google.internal", "instance-data"})
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def parse_address(text: str) -> Address | None:
    """Return an address in numbers, one mapped into IPv6 as what it is; None for a name."""
    try:
        address = ipaddress.ip_address(text.split("%")[0])
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address


def is_refused(address: Address) -> bool:
    """Return whether no model server is ever at this address."""
    return (
        address.is_link_local
        or address.is_multicast
        or address.is_unspecified
        or address in _METADATA
    )


def is_in_house(host: str) -> bool:
    """Return whether a host is this machine or of a private network, as far as its name says."""
    address = parse_address(host)
    if address is not None:
        return address.is_loopback or address.is_private
    # A name without a dot is a container's or the local network's.
    return "." not in host or host.endswith((".internal", ".local", ".localhost", ".lan"))


def validate_base_url(value: str) -> None:
    """Raise ValidationError that says what to do about an address that cannot be asked."""
    if re.search(r"[\s\x00-\x1f\x7f\\]", value):
        raise ValidationError(_("Remove the spaces and backslashes from the address."))
    try:
        parts = urlsplit(value)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise ValidationError(_("Write an address such as https://api.example.com/v1.")) from None
    if parts.scheme not in ("http", "https") or not host:
        raise ValidationError(_("Write an address such as https://api.example.com/v1."))
    if parts.username is not None or parts.password is not None:
        raise ValidationError(
            _("Take the user and password out of the address; name the key below it instead.")
        )
    if parts.query or parts.fragment:
        raise ValidationError(_("End the address before its “?” or “#”."))
    address = parse_address(host)
    last = host.rstrip(".").rsplit(".", 1)[-1]
    if address is None and re.fullmatch(r"\d+|0x[0-9a-f]*", last):
        raise ValidationError(_("Write an address in numbers as a.b.c.d."))
    is_metadata = host.rstrip(".").lower() in _METADATA_NAMES
    if is_metadata or (address is not None and is_refused(address)):
        raise ValidationError(
            _("No model server is at %(host)s: take the address your provider gives you.")
            % {"host": host}
        )
    if parts.scheme == "http" and not is_in_house(host):
        raise ValidationError(
            _("Begin the address with https://: the key would be readable on the way otherwise.")
        )
