"""The rules of the kiosk's relay, without a network: which server, which paths, which types."""

import pytest

from terminal_client.kiosk.relay import OCTETS, Upstream, relayed_path, shown_type
from terminal_client.kiosk.web import media_type


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://hall.example:8080", "https://hall.example:8080"),
        ("https://hall.example:443/", "https://hall.example"),
        ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://localhost:80", "http://localhost"),
    ],
)
def test_the_origin_is_written_as_a_browser_writes_it(url: str, origin: str) -> None:
    upstream = Upstream.of(url)
    assert upstream.origin == origin
    assert (upstream.tls is not None) == origin.startswith("https:")


@pytest.mark.parametrize(
    "url",
    [
        "http://hall.example:8080",
        "http://192.0.2.1",
        "ftp://x",
        "",
        "hall.example",
        "https://a:b@hall.example",
        "https://hall.example/x",
        "https://",
    ],
)
def test_49_a_server_elsewhere_is_reached_by_tls_only(url: str) -> None:
    with pytest.raises(ValueError, match=r"https"):
        Upstream.of(url)


@pytest.mark.parametrize(
    "path", ["/v1/server", "/v1/sittings/s-1/divisions/d1/counted", "/v1/bodies/a%20b/history/members/m1", "/v1/"]
)
def test_paths_of_the_interface_are_relayed(path: str) -> None:
    assert relayed_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "/seat/",
        "/",
        "/assets/a.js",
        "/v1",
        "/v2/x",
        "/v1/../seat/",
        "/v1/%2e%2e/seat/",
        "/v1/%2E./x",
        "/v1/a/./b",
        "/v1/a%2fb",
        "/v1/a%5c..%5cb",
        "/v1/a b",
        "/v1/\u00e9",
        "//v1/x",
    ],
)
def test_49_nothing_else_is_relayed(path: str) -> None:
    assert relayed_path(path) is None


@pytest.mark.parametrize(
    "said",
    [
        "text/html",
        "text/html; charset=utf-8",
        "application/xhtml+xml",
        "image/svg+xml",
        "text/javascript",
        "application/wasm",
        "text/css",
        "text/xml",
        "",
        "nonsense",
    ],
)
def test_49_what_could_be_a_page_or_a_script_becomes_bytes(said: str) -> None:
    assert shown_type(said) == OCTETS


@pytest.mark.parametrize("said", ["application/json", "Application/JSON; charset=utf-8", "application/pdf", "image/png"])
def test_data_keeps_its_type(said: str) -> None:
    assert shown_type(said) == said.partition(";")[0].lower()


def test_files_of_the_bundle_have_their_types() -> None:
    kinds = [media_type(path) for path in ("seat/index.html", "assets/a.js", "a.css", "seat/app.webmanifest", "a.woff2", "i.png")]
    assert kinds == [
        "text/html; charset=utf-8",
        "text/javascript; charset=utf-8",
        "text/css; charset=utf-8",
        "application/manifest+json",
        "font/woff2",
        "image/png",
    ]
