"""Profiles as TOML files: read, merged with what they extend, and checked before the server starts (docs/profiles.md §10)."""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from voting_server.domain.codes import RuleError
from voting_server.domain.profile import Profile
from voting_server.domain.profile_check import check_profile, cited

BUILT_IN = Path(__file__).parent


class ProfileError(Exception):
    """A file that is no profile; the message names the file, and the line or the member."""


def load_profiles(own: Path | None = None) -> dict[str, Profile]:
    """All profiles by id: those of the product, and those in the folder `own`, which replace them. Raises `ProfileError`."""
    folders = [BUILT_IN, own] if own else [BUILT_IN]
    if own and not own.is_dir():
        raise ProfileError(f"{own}: no such folder")
    files = {path.stem: path for folder in folders for path in sorted(folder.glob("*.toml"))}
    return {name: _profile(name, files) for name in sorted(files)}


def _profile(name: str, files: Mapping[str, Path]) -> Profile:
    content = _merged(name, files, ())
    try:
        profile = msgspec.convert(content, Profile, strict=True)
        check_profile(profile)
        profile = msgspec.structs.replace(profile, sources=cited(profile))
    except msgspec.ValidationError as error:
        raise ProfileError(f"{files[name]}: {error}") from None
    except RuleError as error:
        raise ProfileError(f"{files[name]}: {error.detail['field']}: {error.detail['why']}") from None
    if profile.id != name:
        raise ProfileError(f"{files[name]}: id: the file of {profile.id} is called {profile.id}.toml")
    return profile


def _merged(name: str, files: Mapping[str, Path], below: Iterable[str]) -> dict[str, Any]:
    """A file's content over that of what it extends; a template that is `false` is left out."""
    content = _read(files[name])
    base = content.pop("extends", None)
    if base is None:
        merged = content
    elif not isinstance(base, str) or base not in files or base in {name, *below}:
        raise ProfileError(f"{files[name]}: extends: there is no such profile to extend: {base}")
    else:
        merged = _over(_merged(base, files, {name, *below}), content)
    templates = merged.get("templates")
    if isinstance(templates, dict):
        merged["templates"] = {key: value for key, value in templates.items() if value is not False}
    return merged


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProfileError(f"{path}: {error}") from None


def _over(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in changes.items():
        before = merged.get(key)
        merged[key] = _over(before, value) if isinstance(before, dict) and isinstance(value, dict) else value
    return merged
