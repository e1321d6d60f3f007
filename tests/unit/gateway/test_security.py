import pytest

from voting_server.gateway.security import allowed_origin


@pytest.mark.parametrize(
    ("origin", "host", "allowed"),
    [
        ("https://vote.example", "vote.example", True),
        ("http://127.0.0.1:8080", "127.0.0.1:8080", True),
        ("http://[::1]:8080", "[::1]:8080", True),
        ("https://pages.example", "vote.example", True),
        ("https://vote.example", "vote.example:8443", False),
        ("ftp://vote.example", "vote.example", False),
        ("null", "", False),
        ("http://", "", False),
        ("http://[", "vote.example", False),
        ("http://[", "[", False),
        ("http://[x]", "[x]", False),
    ],
)
def test_which_pages_may_act(origin: str, host: str, allowed: bool) -> None:
    assert allowed_origin(origin, host, ["https://pages.example"]) is allowed
