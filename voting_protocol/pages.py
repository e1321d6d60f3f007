"""The bundle of the seat page: its manifest and its hash (docs/protocol.md §14)."""

import re
from collections.abc import Mapping

from voting_protocol import canonical
from voting_protocol.crypto import digest
from voting_protocol.encoding import b64u, crockford, unb64u
from voting_protocol.errors import ProtocolError

MANIFEST = "seat/bundle.json"
"""Where the manifest lies beside the files; it does not name itself."""

KIOSK_HEADER = "Hemicycle-Kiosk"
"""The header by which a kiosk tells its page that it is installed, and where the server is."""

SHA256_BYTES = 32
_PATH = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*")
_FINGERPRINT = 20
_GROUP = 5


def manifest_of(files: Mapping[str, bytes]) -> bytes:
    """The canonical bytes of the manifest of files: path → SHA-256 (32 bytes)."""
    return canonical.encode({"v": 1, "files": {path: b64u(name) for path, name in files.items()}})


def read_manifest(data: bytes) -> dict[str, bytes]:
    """The files that a manifest names: path → SHA-256 (32 bytes). `not-canonical`, `bad-encoding`, `bad-pages`."""
    content = canonical.decode_object(data)
    files = content.get("files")
    if set(content) != {"v", "files"} or content["v"] != 1 or not isinstance(files, dict):
        raise ProtocolError("bad-pages")
    if not all(_PATH.fullmatch(path) and path != MANIFEST and isinstance(name, str) for path, name in files.items()):
        raise ProtocolError("bad-pages")
    return {path: unb64u(name, SHA256_BYTES) for path, name in files.items()}


def pages_hash(manifest: bytes) -> bytes:
    """The bundle's hash, 32 bytes: `D("pages"; manifest)`."""
    return digest("pages", manifest)


def pages_fingerprint(pages: bytes) -> str:
    """What people compare of a bundle's hash: 20 characters in four groups of five (docs/protocol.md §9)."""
    shown = crockford(digest("fingerprint", pages), _FINGERPRINT)
    return "-".join(shown[i : i + _GROUP] for i in range(0, _FINGERPRINT, _GROUP))
