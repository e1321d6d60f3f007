"""The command ``hemicycle-audit``."""

import argparse
import csv
import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from hemicycle_audit import __version__, document_files
from hemicycle_audit.bundle import MAX_BYTES, Anchors, Progress, verify_bundle
from hemicycle_audit.crypto import from_b64u, is_key, plain_crockford
from hemicycle_audit.report import as_object, as_text

ANCHORS = frozenset({"--admin-key", "--server-key", "--pin"})
VERIFIED, REFUSED, UNUSABLE = 0, 1, 2


class UsageError(Exception):
    """Something given on the command line can't be used; the text says what, in both languages."""


def _key(text: str) -> bytes:
    key = from_b64u(text.strip())
    if key is None or not is_key(key):
        raise UsageError(f"不是公钥 / not a key: {text.strip()[:60]}")
    return key


def _pin(text: str) -> str:
    """Return the scrutineers' pin as it was given: b64u of 32 bytes, or 20 Crockford characters in any grouping."""
    pin, data = text.strip(), from_b64u(text.strip())
    if not (data is not None and len(data) == 32) and not re.fullmatch("[0-9A-HJKMNP-TV-Z]{20}", plain_crockford(pin)):
        raise UsageError(f"不是监票人公钥指纹 / not a pin: {pin[:60]}")
    return pin


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"无法读取 / can't read {path}: {error.strerror}") from None


def read_roll(path: Path) -> dict[str, bytes]:
    """Return seat id → key from a JSON object, or a CSV file with two columns and an optional header row.

    Raises ``UsageError`` if the file can't be read, or a key in it is none.
    """
    try:
        text = _read(path).decode("utf-8-sig")
        if text.lstrip().startswith("{"):
            rows = [(str(seat), str(key)) for seat, key in json.loads(text).items()]
        else:
            rows = [(row[0].strip(), row[1]) for row in csv.reader(text.splitlines()) if row]
    except (ValueError, IndexError):
        raise UsageError(f"名册格式不对 / not a roll of keys: {path}") from None
    if rows and from_b64u(rows[0][1].strip()) is None:
        rows = rows[1:]
    roll = {seat: _key(key) for seat, key in rows}
    if len(roll) != len(rows):
        raise UsageError(f"名册中席位重复 / a seat occurs twice: {path}")
    return roll


def _language() -> str:
    setting = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "zh" if setting.lower().startswith("zh") else "en"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hemicycle-audit", description="核验表决记录包 / Verify Hemicycle record bundles, offline."
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="verify")
    verify = commands.add_parser("verify", help="核验 / verify: exit 0 verified, 1 refused, 2 unusable")
    verify.add_argument("bundles", nargs="+", type=Path, metavar="BUNDLE")
    verify.add_argument("--json", action="store_true", help="每包一行 JSON / one line of JSON a bundle")
    verify.add_argument("--admin-key", metavar="KEY", help="首位管理员公钥 / the first administrator's key")
    verify.add_argument("--server-key", metavar="KEY", help="服务器公钥 / the server's key")
    verify.add_argument("--keys", type=Path, metavar="FILE", help="席位公钥名册 / roll of keys (CSV or JSON)")
    verify.add_argument("--pin", help="监票人公钥指纹 / the scrutineers' pin (b64u, or 20 characters)")
    verify.add_argument(
        "--documents",
        type=Path,
        metavar="FOLDER",
        help="材料文件所在文件夹 / compare the PDF files in it with the record's documents",
    )
    verify.add_argument("--jobs", type=int, metavar="N", help="进程数 / processes; default: one a processor")
    verify.add_argument("--lang", choices=("zh", "en"), default=_language())
    return parser


def _progress() -> Progress:
    """Return a reporter to the terminal; it is silent if nobody watches."""
    watched = sys.stderr.isatty()

    def show(step: str, done: int, total: int) -> None:
        if watched and (done % 32 == 0 or done == total):
            sys.stderr.write("\r\x1b[K" if done == total else f"\r\x1b[K{step} {done}/{total}")
            sys.stderr.flush()

    return show


def _folder(path: Path) -> list[document_files.File]:
    try:
        return document_files.read_folder(path)
    except OSError as error:
        raise UsageError(f"无法读取 / can't read {error.filename or path}: {error.strerror}") from None


def _verify(path: Path, anchors: Anchors, files: list[document_files.File] | None, options: argparse.Namespace) -> bool:
    """Verify a bundle, and the files of its documents if there are any to compare; tell whether all is right."""
    verdict = verify_bundle(_read(path), anchors, _progress(), options.jobs)
    sitting, division = verdict.sitting, verdict.division
    matched = None
    if files is not None and sitting is not None and division is not None:
        matched = document_files.match(sitting, division, files)
    if options.json:
        told = {"files": document_files.as_members(matched)} if matched else {}
        print(json.dumps(as_object(verdict, str(path)) | told, ensure_ascii=False))
    else:
        print(as_text(verdict, str(path), options.lang), end="\n\n")
        if matched is not None:
            print(document_files.as_text(matched, options.lang), end="\n\n")
    return verdict.ok and (matched is None or matched.ok)


def _joined(words: Sequence[str]) -> Iterator[str]:
    """Yield the words of a command with every anchor and its value as one: keys may begin with a hyphen."""
    left = iter(words)
    for word in left:
        value = next(left, None) if word in ANCHORS else None
        yield word if value is None else f"{word}={value}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return 0 if all bundles are verified (and files as they say), 1 if one is not, 2 if one is unusable."""
    options = _parser().parse_args([*_joined(sys.argv[1:] if arguments is None else arguments)])
    status = VERIFIED
    try:
        anchors = Anchors(
            _key(options.admin_key) if options.admin_key else None,
            _key(options.server_key) if options.server_key else None,
            read_roll(options.keys) if options.keys else None,
            _pin(options.pin) if options.pin else None,
        )
        files = _folder(options.documents) if options.documents else None
    except UsageError as error:
        print(error, file=sys.stderr)
        return UNUSABLE
    for path in options.bundles:
        try:
            ok = _verify(path, anchors, files, options)
        except UsageError as error:
            print(error, file=sys.stderr)
            status = UNUSABLE
        else:
            status = max(status, VERIFIED if ok else REFUSED)
    return status
