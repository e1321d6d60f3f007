"""What a PDF must be to be put before the house (docs/documents.md §1)."""

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    PdfObject,
    TextStringObject,
)

from tests.support import papers
from voting_protocol.errors import ProtocolError
from voting_server.documents.inspect import NICE, inspect

UNC = TextStringObject(r"\\evil.example\share\x.pdf")


def refusal(data: bytes) -> str:
    with pytest.raises(ProtocolError) as caught:
        inspect(data)
    return caught.value.code


def changed(change: Callable[[PdfWriter], object]) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(papers.sound())))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def entry(**entries: PdfObject) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{name}"): value for name, value in entries.items()})


def action(kind: str, **more: PdfObject) -> DictionaryObject:
    return entry(S=NameObject(kind), **more)


def with_catalog(name: str, value: PdfObject) -> bytes:
    return changed(lambda writer: writer.root_object.update({NameObject(name): value}))


def with_annotation(kind: str, **more: PdfObject) -> bytes:
    box = ArrayObject(map(NumberObject, (0, 0, 9, 9)))
    note = entry(Type=NameObject("/Annot"), Subtype=NameObject(kind), Rect=box, **more)
    return changed(lambda writer: writer.pages[0].update({NameObject("/Annots"): ArrayObject([writer._add_object(note)])}))


def test_pages_are_counted() -> None:
    assert inspect(papers.sound()) == 1
    assert inspect(papers.sound("a", "b", "c")) == 3


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF",
        b"\x00" * 2000,
        b"<html>%PDF-1.7</html>",
        b"PK\x03\x04 %PDF-1.4 %%EOF",
        b"%PDF-1.7\n%%EOF\n",
        b"%PDF-9.9\n%%EOF",
    ],
)
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    assert refusal(data) == "document-not-pdf"


def test_half_a_file_is_refused() -> None:
    whole = papers.sound()
    assert refusal(whole[: len(whole) // 2]) == "document-not-pdf"


@pytest.mark.parametrize("password", ["", "geheim"])
def test_encryption_is_refused_even_with_an_empty_password(password: str) -> None:
    assert refusal(papers.encrypted(password)) == "document-encrypted"


def test_scripts_are_refused() -> None:
    assert refusal(papers.with_script()) == "document-active"


@pytest.mark.parametrize("kind", ["/Launch", "/SubmitForm", "/ImportData", "/JavaScript", "/Rendition"])
def test_actions_are_refused(kind: str) -> None:
    assert refusal(papers.with_action(kind)) == "document-active"


def test_page_turning_on_opening_is_not() -> None:
    assert inspect(papers.with_action("/GoTo")) == 1
    assert inspect(with_catalog("/OpenAction", NameObject("/chapter"))) == 1
    assert inspect(with_catalog("/OpenAction", ArrayObject([NumberObject(0), NameObject("/Fit")]))) == 1


@pytest.mark.parametrize("kind", ["/GoTo", "/URI", "/Named"])
def test_links_to_click_on_are_not(kind: str) -> None:
    assert inspect(with_annotation("/Link", A=action(kind, URI=TextStringObject("https://example.org/")))) == 1


@pytest.mark.parametrize("kind", ["/URI", "/GoToR", "/GoToE", "/Thread", "/Named", "/Unheard"])
def test_another_action_on_opening_is_refused(kind: str) -> None:
    opening = action(kind, URI=UNC, F=UNC)
    assert refusal(with_catalog("/OpenAction", opening)) == "document-active"
    assert (
        refusal(changed(lambda w: w.root_object.update({NameObject("/OpenAction"): w._add_object(opening)}))) == "document-active"
    )


def test_an_action_after_page_turning_on_opening_is_refused() -> None:
    opening = action("/GoTo", D=NameObject("/chapter"), Next=action("/URI", URI=UNC))
    assert refusal(with_catalog("/OpenAction", opening)) == "document-active"
    assert refusal(with_catalog("/OpenAction", entry(D=NameObject("/chapter")))) == "document-active"


@pytest.mark.parametrize("kind", ["/GoToR", "/GoToE"])
def test_links_to_other_files_are_refused(kind: str) -> None:
    assert refusal(with_annotation("/Link", A=action(kind, F=UNC))) == "document-active"


def test_what_a_page_or_note_does_when_shown_is_refused() -> None:
    shown = entry(O=action("/URI", URI=UNC))
    assert refusal(changed(lambda writer: writer.pages[0].update({NameObject("/AA"): shown}))) == "document-active"
    assert refusal(with_annotation("/Widget", AA=entry(PO=action("/URI", URI=UNC)))) == "document-active"
    assert refusal(with_catalog("/AA", entry(WC=action("/URI", URI=UNC)))) == "document-active"


@pytest.mark.parametrize(
    ("key", "name", "code"),
    [
        ("S", "/SubmitForm", "document-active"),
        ("S", "/GoToR", "document-active"),
        ("Subtype", "/RichMedia", "document-active"),
        ("Subtype", "/FileAttachment", "document-has-files"),
        ("Type", "/EmbeddedFile", "document-has-files"),
    ],
)
def test_a_kind_that_is_an_object_of_its_own_is_refused(key: str, name: str, code: str) -> None:
    def change(writer: PdfWriter) -> None:
        writer._add_object(entry(**{key: writer._add_object(NameObject(name))}))

    assert refusal(changed(change)) == code


def test_a_kind_that_goes_round_is_refused() -> None:
    def change(writer: PdfWriter) -> None:
        at = writer._add_object(NameObject("/URI"))
        writer._objects[at.idnum - 1] = at
        writer._add_object(entry(S=at))

    assert refusal(changed(change)) == "document-not-pdf"


def test_a_script_that_no_table_names_is_found() -> None:
    whole = papers.sound()
    hidden = b"\n99 0 obj\n<< /S /J#61vaScript /JS (x) >>\nendobj\n"
    at = whole.rindex(b"startxref")
    assert refusal(whole[:at] + hidden + whole[at:]) == "document-active"


def test_forms_of_the_xml_kind_are_refused() -> None:
    assert refusal(papers.with_form_script()) == "document-active"


def test_files_within_files_are_refused() -> None:
    assert refusal(papers.with_file()) == "document-has-files"


def test_a_file_pinned_to_a_page_is_refused_whatever_its_stream_is_called() -> None:
    stream = DecodedStreamObject()
    stream.set_data(b"MZ")
    assert refusal(with_annotation("/FileAttachment", Contents=TextStringObject("x"))) == "document-has-files"

    def change(writer: PdfWriter) -> None:
        writer._add_object(entry(F=TextStringObject("x.exe"), EF=entry(F=writer._add_object(stream))))

    assert refusal(changed(change)) == "document-has-files"


SPECIFICATION = entry(Type=NameObject("/Filespec"), UF=UNC)


@pytest.mark.parametrize(
    ("name", "value"), [("/AF", ArrayObject([SPECIFICATION])), ("/AF", SPECIFICATION), ("/Collection", DictionaryObject())]
)
def test_lists_of_files_are_refused(name: str, value: PdfObject) -> None:
    assert refusal(with_catalog(name, value)) == "document-has-files"


@pytest.mark.parametrize("name", ["AA", "AF", "EF"])
@pytest.mark.parametrize("apart", [False, True])
def test_a_font_or_colour_of_any_name_is_not(name: str, apart: bool) -> None:
    def change(writer: PdfWriter) -> None:
        font = writer._add_object(entry(Type=NameObject("/Font"), Subtype=NameObject("/Type1"), BaseFont=NameObject("/Times")))
        colour = ArrayObject([NameObject("/CalGray"), entry(Gamma=NumberObject(2))])
        fonts: PdfObject = entry(**{name: font})
        resources = entry(Font=writer._add_object(fonts) if apart else fonts, ColorSpace=entry(**{name: colour}))
        writer.pages[0][NameObject("/Resources")] = resources

    assert inspect(changed(change)) == 1


def test_an_action_that_calls_itself_a_font_is_refused() -> None:
    both = entry(Type=NameObject("/Font"), Subtype=NameObject("/Type1"), O=action("/URI", URI=UNC))
    assert refusal(changed(lambda writer: writer.pages[0].update({NameObject("/AA"): both}))) == "document-active"


def by_hand(catalog: bytes) -> bytes:
    """A PDF of one empty page whose catalog has these entries too."""
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R %b >>" % catalog,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
    )
    body, at = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        at.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    table = b"xref\n0 4\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in at)
    return body + table + b"trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(body)


@pytest.mark.parametrize(
    "catalog",
    [
        b"/Hidden << /S /URI /S /SubmitForm >>",
        b"/Hidden << /S /URI /#53 /SubmitForm >>",
        b"/OpenAction [3 0 R /Fit] /OpenAction << /S /URI /URI (x) >>",
        b"/Hidden << /S /URI (x) /S /SubmitForm >>",
    ],
)
def test_what_readers_may_read_in_two_ways_is_refused(catalog: bytes) -> None:
    assert inspect(by_hand(b"/Hidden << /S /URI >>")) == 1
    assert refusal(by_hand(catalog)) == "document-not-pdf"


def test_inspection_gives_way_to_others(tmp_path: Path) -> None:
    file = tmp_path / "x.pdf"
    file.write_bytes(papers.sound())
    script = "import os, sys; from pathlib import Path; from voting_server.documents.inspect import main\n"
    script += "main(Path(sys.argv[1])); print(os.nice(0), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", script, file], capture_output=True, check=True, text=True)
    assert done.stdout == '{"pages":1}'
    assert int(done.stderr) == min(os.nice(0) + NICE, 19)


def test_a_page_tree_that_goes_round_is_refused() -> None:
    kids = b"2 0 obj\n<< /Type /Pages /Kids [2 0 R] /Count 1 >>\nendobj\n"
    body = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n" + kids
    table = b"xref\n0 3\n0000000000 65535 f \n" + b"%010d 00000 n \n%010d 00000 n \n" % (
        body.index(b"1 0 obj"),
        body.index(b"2 0 obj"),
    )
    whole = body + table + b"trailer\n<< /Size 3 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    assert refusal(whole) in ("document-not-pdf", "document-pages")
