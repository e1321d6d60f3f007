/** Which files of a result are offered when. */
import { afterEach, describe, expect, it } from "vitest";
import { lang } from "../src/i18n.ts";
import { minutesOf, sheetsOf } from "../src/sheets.ts";
import type { Division } from "../src/types.ts";

afterEach(() => {
  lang.value = "zh";
});

const of = (state: Division["state"], template = "resolution") =>
  sheetsOf("s1", { id: "d1", state, template }, "zh").map(({ format }) => format);

describe("result sheets", () => {
  it.each(["draft", "approved", "announced", "open", "closed", "tallied", "withdrawn", "deferred"] as const)(
    "are not offered while the division is %s",
    (state) => {
      expect(of(state)).toEqual([]);
    },
  );

  it("are offered once declared, the page once published", () => {
    expect(of("declared")).toEqual(["pdf", "xlsx", "json"]);
    expect(of("void")).toEqual(["pdf", "xlsx", "json"]);
    expect(of("archived")).toEqual(["pdf", "xlsx", "json", "html"]);
  });

  it("are not made of a test vote", () => {
    expect(of("declared", "trial")).toEqual([]);
  });

  it("are in the page's language", () => {
    lang.value = "en";
    const [pdf] = sheetsOf("s1", { id: "d1", state: "published", template: "resolution" });
    expect(pdf).toEqual({
      format: "pdf",
      label: "PDF",
      path: "/v1/sittings/s1/divisions/d1/sheet?format=pdf&lang=en",
      name: "s1@d1.en.pdf",
    });
    expect(minutesOf("s1")[1]).toMatchObject({
      path: "/v1/sittings/s1/minutes?format=xlsx&lang=en",
      name: "s1.minutes.en.xlsx",
    });
  });
});
