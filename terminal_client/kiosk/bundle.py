"""The installed bundle of pages: every file is compared with the manifest before anything is served (docs/protocol.md §14)."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from voting_protocol.encoding import b64u
from voting_protocol.errors import ProtocolError
from voting_protocol.pages import MANIFEST, pages_fingerprint, pages_hash, read_manifest

PAGES = Path(__file__).parents[2] / "voting_server" / "pages"
"""The package has its built pages once: the server's are there too, and a kiosk has nothing to do with them."""


class BundleError(Exception):
    """The installed files are not those of the manifest; says which and how, in both languages."""

    def __init__(self, path: str, zh: str, en: str) -> None:
        super().__init__(f"{path}：{zh} / {path}: {en}")
        self.path = path


@dataclass(frozen=True, slots=True)
class Bundle:
    """The bytes of all files by path, as they were checked: what lies on the disk later is not looked at again."""

    manifest: bytes
    files: dict[str, bytes]

    @property
    def hash(self) -> str:
        """The bundle's hash in b64u, as the record has it."""
        return b64u(pages_hash(self.manifest))

    @property
    def fingerprint(self) -> str:
        """What people compare of it."""
        return pages_fingerprint(pages_hash(self.manifest))


def load_bundle(folder: Path = PAGES) -> Bundle:
    """Read and check the bundle in `folder`; `BundleError` for the first file that differs or is lacking.

    What the manifest does not name is not of the bundle.
    """
    manifest = _read(folder, MANIFEST)
    try:
        named = read_manifest(manifest)
    except ProtocolError as problem:
        raise BundleError(MANIFEST, "清单格式不正确", f"the manifest is malformed ({problem.code})") from problem
    files: dict[str, bytes] = {}
    for path, digest in sorted(named.items()):
        data = _read(folder, path)
        if hashlib.sha256(data).digest() != digest:
            raise BundleError(path, "文件与清单不符", "the file differs from the manifest")
        files[path] = data
    return Bundle(manifest, files)


def _read(folder: Path, path: str) -> bytes:
    try:
        return (folder / path).read_bytes()
    except OSError as problem:
        raise BundleError(path, "文件缺失或不能读取", "the file is missing or can't be read") from problem
