/** Documents before the house: what acts attach and withdraw (docs/documents.md). */
import type { Act } from "./acts.ts";
import { type Judge, UNTIL_OPENED } from "./judge.ts";
import type { Division } from "./state.ts";

const MOST_STANDING = 64;

/** A document of a division: its act, the name on the ballot that it is about, if any, and whether it stands. */
export interface Attached {
  readonly act: Act;
  readonly candidate: number | undefined;
  stands: boolean;
}

function standing(judge: Judge, act: Act, { documents }: Division, document: string): Attached | null {
  const found = documents.get(document);
  return judge.allow(act, found?.stands === true, "document-unknown", { document }) && found ? found : null;
}

function may(judge: Judge, act: Act, division: Division): boolean {
  const by = judge.actor(act, "secretariat", "chair");
  return judge.inState(act, division, ...UNTIL_OPENED) && by;
}

/** Applies an act about documents; whether it is one. One that is refused is not applied. */
export function applyDocument(judge: Judge, act: Act, division: Division): boolean {
  if (act.type === "document-withdraw") {
    const allowed = may(judge, act, division);
    const found = standing(judge, act, division, act.doc.document);
    if (allowed && found) found.stands = false;
  }
  if (act.type === "document-attach") attach(judge, act, division);
  return act.type === "document-attach" || act.type === "document-withdraw";
}

function attach(judge: Judge, act: Act, division: Division): void {
  const { document, candidate, replaces } = act.doc;
  const { documents } = division;
  const names: number = (division.draft.doc.names ?? [[]])[0]?.length ?? 0;
  const conditions = [
    may(judge, act, division),
    judge.allow(act, !documents.has(document), "document-known", { document }),
    judge.allow(act, candidate === undefined || candidate < names, "document-candidate", {
      candidate,
      names,
    }),
  ];
  let old: Attached | null = null;
  if (replaces !== undefined) {
    old = standing(judge, act, division, replaces);
    const same = old?.candidate === candidate;
    conditions.push(old !== null && judge.allow(act, same, "document-moved", { document: replaces }));
  } else {
    const many = [...documents.values()].filter(({ stands }) => stands).length;
    conditions.push(judge.allow(act, many < MOST_STANDING, "documents-full", { most: MOST_STANDING }));
  }
  if (!conditions.every(Boolean)) return;
  if (old) old.stands = false;
  documents.set(document, { act, candidate, stands: true });
}
