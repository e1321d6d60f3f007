"""Servers whose pages are those of another release: a copy of the server's package, so that the pages change on the disk between two starts."""

import hashlib
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import voting_server
from voting_protocol.pages import MANIFEST, manifest_of, read_manifest

_INDEX, _KEEPER = "seat/index.html", "seat/keeper.js"
_BUNDLE = re.compile(r"\b[0-9a-f]{64}\b")


@dataclass(frozen=True, slots=True)
class Release:
    """The package of a server in a folder, and the environment in which `hemicycle serve` runs from it."""

    folder: Path

    @classmethod
    def copy(cls, folder: Path) -> "Release":
        """What this repository has, with its built pages."""
        package = Path(voting_server.__file__).parent
        shutil.copytree(package, folder / package.name, ignore=shutil.ignore_patterns("__pycache__"))
        return cls(folder)

    @property
    def environment(self) -> Mapping[str, str]:
        """Python looks into the folder before anything else, and not where it was started."""
        path = os.pathsep.join(filter(None, (str(self.folder), os.environ.get("PYTHONPATH"))))
        return {"PYTHONPATH": path, "PYTHONSAFEPATH": "1"}

    @property
    def pages(self) -> Path:
        """The built pages."""
        return self.folder / "voting_server" / "pages"

    @property
    def manifest(self) -> bytes:
        """The manifest of the seat's bundle, as it is now."""
        return (self.pages / MANIFEST).read_bytes()

    def renew(self, name: str) -> None:
        """Another build: the seat's document says its `name`, manifest and keeper follow as `npm run build` makes them."""
        index = self.pages / _INDEX
        text = re.sub(r'<meta name="release"[^>]*>', "", index.read_text())
        index.write_text(text.replace("</head>", f'<meta name="release" content="{name}"></head>'))
        paths = sorted(read_manifest(self.manifest))
        own = manifest_of({path: self._hash(path) for path in paths if path != _KEEPER})
        keeper, count = _BUNDLE.subn(hashlib.sha256(own).hexdigest(), (self.pages / _KEEPER).read_text())
        assert count == 1, "the keeper names its bundle once"
        (self.pages / _KEEPER).write_text(keeper)
        (self.pages / MANIFEST).write_bytes(manifest_of({path: self._hash(path) for path in paths}))

    def _hash(self, path: str) -> bytes:
        return hashlib.sha256((self.pages / path).read_bytes()).digest()
