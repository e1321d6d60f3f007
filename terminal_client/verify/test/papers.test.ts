/** Files beside a record: what is there, altered, missing or foreign, as the auditor says it. */
import { sha256 } from "@hemicycle/kit/crypto";
import { b64u, utf8 } from "@hemicycle/kit/encoding";
import { expect, test } from "vitest";
import { matchPapers, type Named, readPaper } from "../src/papers.ts";

const REPORT = "%PDF-1.7 report %%EOF";
const hash = async (text: string) => b64u(await sha256(utf8(text)));
const named = async (document: string, text: string, bytes = text.length): Promise<Named> => ({
  document,
  title: { zh: document, en: "" },
  language: "zh",
  sha256: await hash(text),
  bytes,
  pages: 1,
});
const paper = (name: string, text: string) => readPaper(new File([text], name));
const hex = async (text: string) =>
  Array.from(await sha256(utf8(text)), (byte) => byte.toString(16).padStart(2, "0")).join("");

async function states(...files: [name: string, text: string][]) {
  const report = await named("report", REPORT);
  const known = [report.sha256, await hash("old")];
  const papers = await Promise.all(files.map(([name, text]) => paper(name, text)));
  const { documents, elsewhere, foreign } = matchPapers([report], known, papers);
  return [documents[0]?.state, documents[0]?.files, elsewhere, foreign];
}

test("a document is known by its bytes, whatever it is called", async () => {
  expect(await states(["report.pdf", REPORT])).toEqual(["there", ["report.pdf"], [], []]);
  expect(await states(["x.PDF", REPORT])).toEqual(["there", ["x.PDF"], [], []]);
  expect(await states()).toEqual(["missing", [], [], []]);
});

test("by its name it is known that it was altered", async () => {
  for (const name of [
    "report.pdf",
    "report (2).pdf",
    `${await hex(REPORT)}-12.pdf`,
    `${await hex(REPORT)}.pdf`,
  ])
    expect(await states([name, `${REPORT} `])).toEqual(["altered", [name], [], []]);
  expect((await states(["report (1).pdf", "a"], ["report.pdf", REPORT]))[0]).toBe("altered");
});

test("files that the record knows otherwise, or not at all", async () => {
  expect(await states(["report.pdf", REPORT], ["old.pdf", "old"], ["leaflet.pdf", "b"])).toEqual([
    "there",
    ["report.pdf"],
    ["old.pdf"],
    ["leaflet.pdf"],
  ]);
});

test("the record's size has to be the file's; what is too long for a document is none", async () => {
  const wrong = await named("report", REPORT, 1);
  const { documents } = matchPapers([wrong], [wrong.sha256], [await paper("report.pdf", REPORT)]);
  expect(documents[0]?.state).toBe("size");
  const long = { name: "x.pdf", size: 20 * 2 ** 20 + 1 } as File;
  expect(await readPaper(long)).toEqual({ ...long, sha256: "" });
});

test("a file that can't be read is accused of nothing", async () => {
  const gone = { name: "report.pdf", size: 9, arrayBuffer: () => Promise.reject(new Error("gone")) };
  const report = await named("report", REPORT);
  const matched = matchPapers([report], [report.sha256], [await readPaper(gone as unknown as File)]);
  expect(matched.documents[0]?.state).toBe("missing");
  expect(matched).toMatchObject({ foreign: [], elsewhere: [], unread: ["report.pdf"] });
});
