"""TLS for a chamber: a local authority that tablets trust once, and a server certificate that follows the server's names."""

import datetime
import ipaddress
import re
import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from terminal_client.headless.identity import write_private
from voting_server.records.files import write_atomically

LOOPBACK = ("localhost", "127.0.0.1", "::1")
AUTHORITY_DAYS = 3650
SERVER_DAYS = 397
RENEW_DAYS = 60
_CURVE = ec.SECP256R1
_HOST_NAME = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?)*")
_BACKDATED = datetime.timedelta(hours=1)  # a tablet's clock may lag


@dataclass(frozen=True, slots=True)
class Certificate:
    """Files for the server (`cert` with its chain, `key`), and the authority that tablets must trust, if it is ours."""

    cert: Path
    key: Path
    authority: Path | None = None

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the authority's (else the server's) certificate, as browsers show it: `AB:CD:…`."""
        return (
            x509.load_pem_x509_certificate((self.authority or self.cert).read_bytes())
            .fingerprint(hashes.SHA256())
            .hex(":")
            .upper()
        )


def url(host: str, port: int, *, secure: bool) -> str:
    """The address of a server that listens on `host`, as this machine reaches it."""
    if _is_wildcard(host):
        host = LOOPBACK[1] if ipaddress.ip_address(host).version == 4 else LOOPBACK[2]
    return f"{'https' if secure else 'http'}://{_bracketed(host)}:{port}"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address to listen on."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def choose(
    folder: Path, host: str, names: Sequence[str], *, own: tuple[Path | None, Path | None], forced: bool, plain: bool
) -> Certificate | None:
    """The certificate to serve `host` with; None for plain HTTP.

    `own` are the operator's certificate and key. Without them TLS by the local authority in `folder` is the rule off localhost, and `forced` asks for
    it there too; `plain` renounces it. Raises ValueError for options that contradict each other.
    """
    cert, key = own
    if (cert is None) != (key is None):
        raise ValueError("a certificate needs its key, and a key its certificate")
    if plain and (forced or cert):
        raise ValueError("plain HTTP and TLS exclude each other")
    if cert and key:
        return Certificate(cert, key)
    if plain or (is_loopback(host) and not forced):
        return None
    return local_certificate(folder, [*names, *machine_names(host)])


def public_name(host: str, names: Sequence[str]) -> str:
    """What people should call a server that listens on `host`: its first given name, else its address."""
    if names or not _is_wildcard(host):
        return names[0] if names else host
    return next((name for name in machine_names(host) if not is_loopback(name)), host)


def machine_names(host: str) -> list[str]:
    """Names and addresses under which this machine may be called when it listens on `host`; asks no name server."""
    addresses = map(_own_address, _FAR) if _is_wildcard(host) else [host]
    return list(dict.fromkeys([*LOOPBACK, *filter(None, addresses), *filter(_HOST_NAME.fullmatch, [socket.gethostname()])]))


def local_certificate(folder: Path, names: Iterable[str]) -> Certificate:
    """A certificate for `names` by the authority kept in `folder`; both are made if they are missing, foreign or about to expire.

    Raises ValueError for a name that is neither a host name nor an address.
    """
    for path in (folder.parent, folder):
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    authority_key, authority = _authority(folder)
    found = Certificate(folder / "server.pem", folder / "server.key", folder / "ca.pem")
    wanted = [_general_name(name) for name in dict.fromkeys(names)]
    if not _serves(found, authority, wanted):
        key = ec.generate_private_key(_CURVE())
        cert = _server_certificate(key, authority_key, authority, wanted)
        write_private(found.key, _pem(key))
        write_atomically(found.cert, cert.public_bytes(Encoding.PEM) + authority.public_bytes(Encoding.PEM))
    return found


_FAR = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))


def _own_address(far: tuple[socket.AddressFamily, str]) -> str:
    """The address this machine would use to reach others ("" if none); connecting a UDP socket sends nothing."""
    family, address = far
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as sock:
            sock.connect((address, 9))
            return str(sock.getsockname()[0])
    except OSError:
        return ""


def _is_wildcard(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        ascii_name = name.encode("idna").decode()
        if not _HOST_NAME.fullmatch(ascii_name):
            raise ValueError(f"neither a host name nor an address: {name}") from None
        return x509.DNSName(ascii_name)


def _authority(folder: Path) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    key_file, cert_file = folder / "ca.key", folder / "ca.pem"
    if key_file.exists() and cert_file.exists():
        key = load_pem_private_key(key_file.read_bytes(), None)
        cert = x509.load_pem_x509_certificate(cert_file.read_bytes())
        if isinstance(key, ec.EllipticCurvePrivateKey) and key.public_key() == cert.public_key() and _fresh(cert):
            return key, cert
    key = ec.generate_private_key(_CURVE())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Hemicycle {socket.gethostname()}"[:64])])
    cert = (
        _builder(name, name, key.public_key(), AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    write_private(key_file, _pem(key))
    write_atomically(cert_file, cert.public_bytes(Encoding.PEM))
    return key, cert


def _server_certificate(
    key: ec.EllipticCurvePrivateKey,
    authority_key: ec.EllipticCurvePrivateKey,
    authority: x509.Certificate,
    names: Sequence[x509.GeneralName],
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Hemicycle")])
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    return (
        _builder(subject, authority.subject, key.public_key(), SERVER_DAYS)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(issuer, critical=False)
        .sign(authority_key, hashes.SHA256())
    )


def _builder(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, days: int) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _BACKDATED)
        .not_valid_after(now + datetime.timedelta(days=days))
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _serves(found: Certificate, authority: x509.Certificate, names: Sequence[x509.GeneralName]) -> bool:
    """Whether the certificate in the files is the authority's, for exactly these names, with time left."""
    if not (found.cert.exists() and found.key.exists()):
        return False
    cert = x509.load_pem_x509_certificate(found.cert.read_bytes())
    key = load_pem_private_key(found.key.read_bytes(), None)
    try:
        cert.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature):
        return False
    held = cert.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return list(held) == list(names) and key.public_key() == cert.public_key() and _fresh(cert)


def _fresh(cert: x509.Certificate) -> bool:
    return cert.not_valid_after_utc - datetime.datetime.now(datetime.UTC) > datetime.timedelta(days=RENEW_DAYS)


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
