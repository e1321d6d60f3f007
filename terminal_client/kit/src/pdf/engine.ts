/**
 * What reads PDF files, loaded when one is first opened. Nothing in a file is run, no link is followed, nothing is fetched but what
 * lies beside the page: Chinese character maps, the standard fonts, and decoders that need no WebAssembly, which the content security
 * policy forbids.
 */
import * as pdfjs from "pdfjs-dist/legacy/build/pdf.mjs";
import worker from "pdfjs-dist/legacy/build/pdf.worker.min.mjs?url";
import jbig2 from "pdfjs-dist/wasm/jbig2_nowasm_fallback.js?url";
import jpeg2000 from "pdfjs-dist/wasm/openjpeg_nowasm_fallback.js?url";

/** Images with more points than this are left out: a tablet would run out of memory. */
const MAX_IMAGE = 40_000_000;

const named = (found: Record<string, unknown>): ReadonlyMap<string, string> =>
  new Map(Object.entries(found).map(([path, url]) => [path.split("/").at(-1) ?? "", String(url)]));

const FILES = {
  cMapUrl: named(
    import.meta.glob(
      "/node_modules/pdfjs-dist/cmaps/{Adobe-GB1,Adobe-CNS1,UniGB,UniCNS,GB,B5,ETen,ETHK,HK,CNS}*.bcmap",
      { query: "?url", import: "default", eager: true },
    ),
  ),
  standardFontDataUrl: named(
    import.meta.glob("/node_modules/pdfjs-dist/standard_fonts/*.{pfb,ttf}", {
      query: "?url",
      import: "default",
      eager: true,
    }),
  ),
} as const;

/** Files beside the page, under the names that they were built with. */
class Beside {
  async fetch({ kind, filename }: { kind: string; filename: string }): Promise<Uint8Array> {
    const url = FILES[kind as keyof typeof FILES]?.get(filename);
    const answer = url ? await fetch(url) : null;
    if (!answer?.ok) throw new Error(`${filename} is not there`);
    return new Uint8Array(await answer.arrayBuffer());
  }
}

pdfjs.GlobalWorkerOptions.workerSrc = worker;

/** Both decoders lie in one folder, under their own names (vite.config.ts). */
const decoders = [jbig2, jpeg2000].map((url) => url.slice(0, url.lastIndexOf("/") + 1));

export type Pdf = pdfjs.PDFDocumentProxy;
export type PdfPage = pdfjs.PDFPageProxy;
export const { AnnotationMode, TextLayer } = pdfjs;

/** Reads a file; the reading ends with `destroy`. */
export function readPdf(data: Uint8Array): pdfjs.PDFDocumentLoadingTask {
  return pdfjs.getDocument({
    data,
    BinaryDataFactory: Beside,
    useWorkerFetch: false,
    useWasm: false,
    wasmUrl: new URL(decoders[0] ?? "/", location.href).href,
    cMapUrl: "/",
    cMapPacked: true,
    standardFontDataUrl: "/",
    enableXfa: false,
    maxImageSize: MAX_IMAGE,
    disableAutoFetch: true,
    disableStream: true,
    disableRange: true,
  });
}
