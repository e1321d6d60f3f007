"""Finds libsodium with ristretto255: the system's first, else the one inside the rbcl wheel."""

import ctypes
import ctypes.util
import importlib.util
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

_NAMES = {"linux": ("libsodium.so.26", "libsodium.so.23"), "win32": ("libsodium.dll",)}
_WHEEL_LIBRARY = re.compile(r"bytes\.fromhex\('([0-9a-f]+)'\)")
_NEEDED = "crypto_scalarmult_ristretto255"


def load() -> ctypes.CDLL:
    """The first libsodium with ristretto255; `ImportError` if this machine has none."""
    for library in _system():
        if _usable(library):
            return library
    library = from_wheel()
    if not _usable(library):
        raise ImportError("libsodium with ristretto255 is needed")
    return library


def from_wheel() -> ctypes.CDLL:
    """The library rbcl carries as text, loaded without importing rbcl, which would leave 2.8 MB in /tmp at every import."""
    spec = importlib.util.find_spec("rbcl")
    if spec is None or not spec.submodule_search_locations:
        raise ImportError("neither libsodium nor the rbcl wheel is installed")
    text = Path(spec.submodule_search_locations[0], "_sodium.py").read_text()
    match = _WHEEL_LIBRARY.search(text)
    if match is None:
        raise ImportError("the rbcl wheel holds no libsodium")
    with tempfile.TemporaryDirectory(prefix="hemicycle-", ignore_cleanup_errors=True) as folder:
        path = Path(folder, "libsodium.dll" if sys.platform == "win32" else "libsodium.so")
        path.write_bytes(bytes.fromhex(match[1]))
        return ctypes.CDLL(str(path))


def _system() -> Iterator[ctypes.CDLL]:
    # find_library starts a compiler on Linux; the names are fixed there.
    for name in _NAMES.get(sys.platform) or (ctypes.util.find_library("sodium"),):
        try:
            if name:
                yield ctypes.CDLL(name)
        except OSError:
            continue


def _usable(library: ctypes.CDLL) -> bool:
    return hasattr(library, _NEEDED) and library.sodium_init() >= 0
