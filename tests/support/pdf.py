"""What a PDF says and shows: its text page by page, the QR codes on a page."""

from collections.abc import Iterator

import pypdfium2 as pdfium
import zxingcpp


def texts(data: bytes) -> list[str]:
    """The text of each page, without spaces at line ends."""
    return [page.get_textpage().get_text_bounded() for page in pdfium.PdfDocument(data)]


def text(data: bytes) -> str:
    """The text of all pages."""
    return "\n".join(texts(data))


def squeezed(data: bytes) -> str:
    """The text without any white space: letters may be set wide, lines may break anywhere."""
    return "".join(text(data).split())


def qr_codes(data: bytes) -> Iterator[str]:
    """What the QR codes of all pages say, read from the pages as they are printed."""
    for page in pdfium.PdfDocument(data):
        bitmap = page.render(scale=2, grayscale=True)
        pixels = memoryview(bitmap.buffer).cast("B").cast("B", (bitmap.height, bitmap.stride))
        yield from (found.text for found in zxingcpp.read_barcodes(pixels))
