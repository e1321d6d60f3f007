// @vitest-environment happy-dom
import type { Api } from "@hemicycle/kit/api";
import type { DocumentView } from "@hemicycle/kit/documents";
import { lang } from "@hemicycle/kit/i18n";
import type { Division } from "@hemicycle/kit/types";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { sampleDivision, sampleState } from "../dev/samples.ts";
import { ChairPapers, underWay } from "../src/papers.ts";

const REPORT: DocumentView = {
  id: "a",
  title: { zh: "报告", en: "Report" },
  language: "zh",
  sha256: "A".repeat(43),
  bytes: 900,
  pages: 2,
  candidate: null,
};

function item(documents: readonly DocumentView[]): Division {
  return { ...sampleDivision(4, "announced"), documents };
}

async function opened(): Promise<ChairPapers> {
  const papers = new ChairPapers();
  Object.assign(papers, { api: {} as Api, sitting: "s", division: item([REPORT]) });
  document.body.append(papers);
  await papers.updateComplete;
  return papers;
}

const titles = () => [...document.querySelectorAll(".paper-line bdi")].map((one) => one.textContent);

beforeEach(() => {
  lang.value = "zh";
});
afterEach(() => document.body.replaceChildren());

describe("papers at the rostrum", () => {
  test("the list comes with the text; what is attached anew appears", async () => {
    const papers = await opened();
    expect(titles()).toEqual(["表决稿", "报告"]);
    papers.division = item([REPORT, { ...REPORT, id: "b", title: { zh: "说明", en: "Explanation" } }]);
    await papers.updateComplete;
    expect(titles()).toEqual(["表决稿", "报告", "说明"]);
  });

  test("they take the focus from nobody after a pointer: space stays the dominant control's", async () => {
    await opened();
    expect(document.activeElement).toBe(document.body);
  });

  test("opened by a key they get the focus, and give it back", async () => {
    const opener = document.createElement("button");
    document.body.append(opener);
    opener.focus();
    const papers = await opened();
    expect(papers.contains(document.activeElement)).toBe(true);
    papers.close();
    expect(document.activeElement).toBe(opener);
  });

  test("put away they say so, but not when the page takes them away", async () => {
    const papers = await opened();
    let left = 0;
    papers.addEventListener("leave", () => {
      left += 1;
    });
    papers.close();
    expect(left).toBe(1);
    const others = await opened();
    others.addEventListener("leave", () => {
      left += 1;
    });
    others.remove();
    expect(left).toBe(1);
  });

  test("what is before the house is told with them", () => {
    expect(underWay(sampleState("open"))).toContain("表决中");
    expect(underWay(sampleState("approved"))).toBe("");
  });
});
