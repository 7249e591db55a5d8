"""Static files as a server with ASGI hands them out."""

import pytest

PATH = "/static/chat/app.js"


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("get", {}, 200),
        ("head", {}, 200),
        ("get", {"range": "bytes=0-9"}, 206),
        ("post", {}, 405),
    ],
)
async def test_file_comes_whole_without_a_thread_of_its_own(async_client, method, headers, status):
    # A streamed answer would warn here, and warnings are errors.
    answer = await getattr(async_client, method)(PATH, headers=headers)
    assert answer.status_code == status
    assert not answer.streaming
    if method == "get":
        assert len(answer.content) == int(answer["content-length"]) > 0
        assert "javascript" in answer["content-type"]


async def test_file_known_by_its_date_is_not_sent_again(async_client):
    first = await async_client.get(PATH)
    again = await async_client.get(PATH, headers={"if-modified-since": first["last-modified"]})
    assert (again.status_code, again.content) == (304, b"")
