"""What an operator may type for the address of a model server."""

import pytest
from django.core.exceptions import ValidationError

from jobassist.providers.addresses import validate_base_url


@pytest.mark.parametrize(
    "address",
    [
        "https://api.example.com/v1",
        "https://api.example.com:8443/openai/v1",
        "http://127.0.0.1:8080/v1",
        "http://[::1]:8080/v1",
        "http://localhost:8080/v1",
        "http://vllm:8000/v1",
        "http://10.3.4.5:8000/v1",
        "https://93.184.216.34/v1",
    ],
)
def test_a_server_of_ones_own_and_a_public_one_may_be_named(address):
    validate_base_url(address)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("", "Write an address"),
        ("ftp://api.example.com/v1", "Write an address"),
        ("api.example.com/v1", "Write an address"),
        ("https://", "Write an address"),
        ("https://api.example.com:99999/v1", "Write an address"),
        ("https://me:secret@api.example.com/v1", "Take the user and password out"),
        ("https://api.example.com/v1?key=1", "End the address before"),
        ("https://api.example.com/v 1", "Remove the spaces"),
        ("http://api.example.com/v1", "Begin the address with https"),
        ("http://93.184.216.34/v1", "Begin the address with https"),
        ("https://169.254.169.254/latest", "No model server is at"),
        ("http://[::ffff:169.254.169.254]/", "No model server is at"),
        ("https://[fe80::1]/v1", "No model server is at"),
        ("https://[fd00:ec2::254]/", "No model server is at"),
        ("https://100.100.100.200/", "No model server is at"),
        ("https://metadata.google.internal/v1", "No model server is at"),
        ("https://0.0.0.0/v1", "No model server is at"),
        ("https://2852039166/v1", "Write an address in numbers"),
        ("https://0xa9fea9fe/v1", "Write an address in numbers"),
    ],
)
def test_an_address_that_cannot_be_meant_is_refused_with_what_to_do(address, says):
    with pytest.raises(ValidationError) as refused:
        validate_base_url(address)
    assert refused.value.messages[0].startswith(says)
