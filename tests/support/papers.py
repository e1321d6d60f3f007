"""PDF files for tests: sound ones, and ones that must be refused."""

import io
from collections.abc import Callable

import typst
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject


def sound(*pages: str) -> bytes:
    """A PDF with a text on each page."""
    source = "\n#pagebreak()\n".join(pages or ("Draft resolution",))
    return bytes(typst.compile(source.encode(), format="pdf"))


def _written(change: Callable[[PdfWriter], object], *, compressed: bool = False) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(sound())))
    change(writer)
    out = io.BytesIO()
    if compressed:
        writer.compress_identical_objects()
    writer.write(out)
    return out.getvalue()


def encrypted(password: str = "") -> bytes:
    """Encrypted, readable by whoever knows the password: with none by everybody."""
    return _written(lambda writer: writer.encrypt(password, "owner", algorithm="RC4-128"))


def with_script() -> bytes:
    """A script that runs when the file is opened."""
    return with_action("/JavaScript")


def with_action(kind: str) -> bytes:
    """An action of this kind on opening."""

    def change(writer: PdfWriter) -> None:
        action = DictionaryObject({NameObject("/S"): NameObject(kind), NameObject("/F"): TextStringObject("x")})
        writer.root_object[NameObject("/OpenAction")] = writer._add_object(action)

    return _written(change)


def with_file() -> bytes:
    """Another file within."""
    return _written(lambda writer: writer.add_attachment("x.txt", b"x"))


def with_form_script() -> bytes:
    """A form of the XML kind."""

    def change(writer: PdfWriter) -> None:
        writer.root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/XFA"): TextStringObject("<x/>")})

    return _written(change)
