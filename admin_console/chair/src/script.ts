/** What a text for the chair to read is made of. Pure. */
import type { Bilingual } from "@hemicycle/kit/types";

/** When a sentence is to be read: now in turn, or with the act that it goes with. */
export type Cue = "turn" | "opening" | "closing" | "declaring";

export interface Line {
  readonly cue: Cue;
  /** Runs of text, "\n" between names; the strong ones are figures and verdicts. */
  readonly parts: readonly { readonly text: string; readonly strong: boolean }[];
}

export interface Script {
  readonly lines: readonly Line[];
  /** The line to begin with. */
  readonly first: number;
  /** All lines are read as one text (the result), without turning pages. */
  readonly whole: boolean;
}

/** `**strong**` parts of a template. */
export function line(text: string, cue: Cue = "turn"): Line {
  const parts = text
    .split(/(\*\*.+?\*\*)/)
    .filter((part) => part !== "")
    .map((part) =>
      part.startsWith("**") ? { text: part.slice(2, -2), strong: true } : { text: part, strong: false },
    );
  return { cue, parts };
}

export const script = (lines: readonly Line[], first = 0, whole = false): Script => ({ lines, first, whole });

const PEOPLE: Readonly<Record<string, Bilingual>> = {
  congress: { zh: "代表", en: "deputies" },
  "standing-committee": { zh: "常委会组成人员", en: "members of the standing committee" },
  presidium: { zh: "主席团成员", en: "members of the presidium" },
  street: { zh: "议事代表", en: "representatives" },
};

/** Who votes in this body. */
export function peopleOf(kind: string): Bilingual {
  return PEOPLE[kind] ?? { zh: "代表", en: "deputies" };
}

/** A title in book-title marks, once. */
export function quoted(title: string): string {
  return title.includes("《") ? title : `《${title}》`;
}
