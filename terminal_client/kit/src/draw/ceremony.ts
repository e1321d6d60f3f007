/** The ceremony of the keys as the chair and the secretariat see it: a card a scrutineer, the fingerprint, what went wrong. */
import { type Child, h } from "../dom.ts";
import { CEREMONY_ROUNDS, certificatesOf, roundsDone } from "../scrutineers.ts";
import { faultWords, ceremonyTexts as t } from "../scrutineerwords.ts";
import { sealFingerprint } from "../sealed/keys.ts";
import type { SealView } from "../types.ts";
import { type GlyphName, glyph } from "./glyphs.ts";
import { roundsArc } from "./roundsarc.ts";

/** Where a scrutineer stands: shape and word. */
function standing(seal: SealView, index: number): { mark: GlyphName; words: string } | null {
  if (seal.phase === "ready") return { mark: "tick", words: t().allDone };
  if (seal.phase === "aborted")
    return seal.fault?.culprit === index ? { mark: "trouble", words: t().atFault } : null;
  return seal.done.includes(index)
    ? { mark: "tick", words: t().partDone }
    : { mark: "waiting", words: t().waitsFor };
}

function card(holder: string, done: number, stands: ReturnType<typeof standing>): HTMLElement {
  return h(
    "li",
    { class: stands?.mark ?? "" },
    h("b", {}, holder),
    roundsArc(done, CEREMONY_ROUNDS.length),
    stands && h("span", {}, glyph(stands.mark), stands.words),
  );
}

/** How far each scrutineer has come. */
export function ceremonyCards(seal: SealView): HTMLElement {
  const cards = seal.scrutineers.map(({ index, holder }) =>
    card(holder, roundsDone(seal, index), standing(seal, index)),
  );
  return h("ul", { class: "people" }, ...cards);
}

/** Who would hold a ceremony, before there is one. */
export function enrolledCards(holders: readonly string[]): HTMLElement {
  return h("ul", { class: "people" }, ...holders.map((holder) => card(holder, 0, null)));
}

/** The phase in shape and words. */
export function phaseTag({ phase }: SealView): HTMLElement {
  const mark = phase === "ready" ? "tick" : phase === "aborted" ? "trouble" : "waiting";
  return h("span", { class: phase === "aborted" ? "tag notice" : "tag live" }, glyph(mark), t()[phase]);
}

/** S in groups, to be read aloud. */
export function fingerprintLine(digest: string): HTMLElement {
  const groups = sealFingerprint(digest).split("-");
  const spaced = groups.flatMap((group): Child[] => [h("b", {}, group), " "]);
  return h(
    "p",
    { class: "fingerprint code" },
    h("span", { class: "label" }, t().fingerprint),
    " ",
    ...spaced,
  );
}

/** Why the latest attempt failed. */
export function ceremonyFault(seal: SealView): HTMLElement {
  const again = h("span", { class: "soft" }, t().againFresh);
  return h("p", { class: "trouble" }, h("b", {}, t().failed), h("br"), faultWords(seal), h("br"), again);
}

/** All about a ceremony: cards, what went wrong, the fingerprint once there is one, and what the keys ask for. */
export function ceremonyView(seal: SealView): HTMLElement {
  const { k, n, phase, digest } = seal;
  const compare = digest === "" ? [] : [fingerprintLine(digest), h("p", { class: "soft" }, t().readAloud)];
  return h(
    "div",
    { class: "ceremony" },
    ceremonyCards(seal),
    phase === "aborted" && ceremonyFault(seal),
    ...compare,
    h("p", { class: "soft" }, t().rule(k, n, certificatesOf(seal))),
  );
}
