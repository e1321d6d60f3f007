"""When a server speaks TLS, and how long its certificates live."""

from pathlib import Path

import pytest
from cryptography import x509

from hemicycle import tls

NAMES = ["vote.example", "192.0.2.7", "会场.example"]


def choose(
    folder: Path, host: str, *names: str, own: tuple[Path | None, Path | None] = (None, None), **how: bool
) -> tls.Certificate | None:
    return tls.choose(folder / "tls", host, names, own=own, **{"forced": False, "plain": False, **how})


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "localhost", "::1"])
def test_this_machine_alone_needs_no_tls(tmp_path: Path, host: str) -> None:
    assert choose(tmp_path, host) is None
    assert choose(tmp_path, host, forced=True) is not None


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "vote.example"])
def test_others_are_served_with_tls_unless_it_is_renounced(tmp_path: Path, host: str) -> None:
    assert choose(tmp_path, host, plain=True) is None
    assert not (tmp_path / "tls").exists()
    made = choose(tmp_path, host)
    assert made is not None
    assert made.authority == tmp_path / "tls" / "ca.pem"


def test_ones_own_certificate(tmp_path: Path) -> None:
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    assert choose(tmp_path, "0.0.0.0", own=(cert, key)) == tls.Certificate(cert, key)
    assert not (tmp_path / "tls").exists()


def test_options_that_contradict_each_other(tmp_path: Path) -> None:
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    with pytest.raises(ValueError, match="exclude"):
        choose(tmp_path, "0.0.0.0", forced=True, plain=True)
    with pytest.raises(ValueError, match="exclude"):
        choose(tmp_path, "0.0.0.0", own=(cert, key), plain=True)
    for half in ((cert, None), (None, key)):
        with pytest.raises(ValueError, match="needs"):
            choose(tmp_path, "0.0.0.0", own=half)
    for name in ("no such name", "", "a..b", "-a", "https://vote.example", "vote.example:80"):
        with pytest.raises(ValueError, match=r"name|label"):
            choose(tmp_path, "0.0.0.0", name)


def test_certificates_stay_until_something_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def made(*names: str) -> tuple[bytes, bytes]:
        found = tls.local_certificate(tmp_path, names)
        assert found.authority is not None
        cert, authority = (x509.load_pem_x509_certificate(path.read_bytes()) for path in (found.cert, found.authority))
        cert.verify_directly_issued_by(authority)
        return cert.tbs_certificate_bytes, authority.tbs_certificate_bytes

    first, authority = made(*NAMES)
    assert made(*NAMES) == (first, authority)
    more, same = made(*NAMES, "vote2.example")
    assert more != first
    assert same == authority
    monkeypatch.setattr(tls, "RENEW_DAYS", tls.SERVER_DAYS + 1)  # it is about to expire, the authority is not
    renewed, same = made(*NAMES, "vote2.example")
    assert renewed != more
    assert same == authority
    monkeypatch.undo()
    (tmp_path / "ca.key").unlink()
    again, other = made(*NAMES, "vote2.example")
    assert other != authority
    assert again != renewed


def test_names_and_keys(tmp_path: Path) -> None:
    found = tls.local_certificate(tmp_path / "data" / "tls", NAMES)
    names = (
        x509.load_pem_x509_certificate(found.cert.read_bytes())
        .extensions.get_extension_for_class(x509.SubjectAlternativeName)
        .value
    )
    assert names.get_values_for_type(x509.DNSName) == ["vote.example", "会场.example".encode("idna").decode()]
    assert list(map(str, names.get_values_for_type(x509.IPAddress))) == ["192.0.2.7"]
    assert {path.name: path.stat().st_mode & 0o077 for path in (found.key, found.key.with_name("ca.key"))} == {
        "server.key": 0,
        "ca.key": 0,
    }
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("host", "names", "name"),
    [("127.0.0.1", (), "127.0.0.1"), ("0.0.0.0", ("vote.example",), "vote.example"), ("192.0.2.7", (), "192.0.2.7")],
)
def test_what_people_call_it(host: str, names: tuple[str, ...], name: str) -> None:
    assert tls.public_name(host, names) == name
    assert tls.url(name, 8080, secure=True) == f"https://{name}:8080"
    assert tls.url("::", 8080, secure=False) == "http://[::1]:8080"
    assert tls.url("0.0.0.0", 8080, secure=False) == "http://127.0.0.1:8080"
    assert tls.url("2001:db8::7", 8080, secure=True) == "https://[2001:db8::7]:8080"
