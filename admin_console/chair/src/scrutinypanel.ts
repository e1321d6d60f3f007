/** What the scrutineers do in a secret vote: certificates and verification while it is open, the quick steps after its close. */
import { type GlyphName, glyph } from "@hemicycle/kit/draw/glyphs";
import { certifiers, type SecretStage } from "@hemicycle/kit/scrutineers";
import { scrutineerName } from "@hemicycle/kit/scrutineerwords";
import type { Division, SealedRefusal, SealedView, SealView, Verifying } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { guard } from "lit/directives/guard.js";
import { t as form } from "./formtexts.ts";
import { mayOpenNames, namingStage, opensOrders } from "./naming.ts";
import { t as secret } from "./secrettexts.ts";
import type { View } from "./view.ts";

type Act = SealedRefusal["act"] | "mix";

/** Where a scrutineer stands with one act. */
function markOf(sealed: SealedView, index: number, act: Act): GlyphName {
  if (sealed.refusals.some((refusal) => refusal.index === index && refusal.act === act)) return "trouble";
  const { certified, rooted, released, naming } = sealed;
  const of = { open: certified, root: rooted, release: released };
  const done = { ...of, mix: naming?.mixed ?? [], rows: naming?.released ?? [] }[act];
  return done.includes(index) ? "tick" : "waiting";
}

/** All active scrutineers with their marks; with what was told of a running vote, how many ballots each has verified. */
function marks(seal: SealView | null, sealed: SealedView, act: Act, told?: Verifying) {
  return html`<ul class="marks">
    ${sealed.active.map((index) => {
      const size = told?.scrutineers.find(([who]) => who === index)?.[1] ?? 0;
      const said = markOf(sealed, index, act);
      const mark = said === "tick" && told && size < told.received ? "waiting" : said;
      return html`<li class=${mark === "trouble" ? "notice" : ""}>
        ${guard([mark], () => glyph(mark))}${scrutineerName(seal, index)}${told ? html` <b>${size}</b>` : nothing}
      </li>`;
    })}
  </ul>`;
}

/** While a vote is open: who certified it and, ballot for ballot, how far it is verified. */
export function verifyingBlock(view: View, sealed: SealedView) {
  const { stage, backlog, turnout, state } = view;
  const told = turnout?.verify;
  const certified = certifiers(sealed, "open").length;
  const heading =
    stage === "certifying"
      ? html`<span class="tag live">${guard([], () => glyph("waiting"))}${secret().certifying} ${certified}/${sealed.q}</span
          ><span>${secret().certifyingWait}</span>`
      : html`<span>${secret().certifiedBy(certified, sealed.q)}</span>${
          told ? html`<span>${secret().received(told.received, told.recorded)}</span>` : nothing
        }${backlog ? html`<span>${backlogWords(backlog.waiting, backlog.seconds)}</span>` : nothing}`;
  return html`<div class="verifying" aria-label=${secret().verified}>
    <p>${heading}</p>
    ${marks(state.seal, sealed, "open", stage === "certifying" ? undefined : told)}
  </div>`;
}

function backlogWords(waiting: number, seconds: number | null): string {
  if (seconds === null) return secret().backlogUnknown;
  if (seconds > 0) return secret().backlogSeconds(seconds);
  return waiting > 0 ? secret().backlogUnknown : secret().verifiedAll;
}

type Place = "behind" | "present" | "ahead";

const ORDER = ["freeze", "root", "release", "mix", "rows", "result"] as const;
type Quick = (typeof ORDER)[number];
const AT: Readonly<Partial<Record<SecretStage, Quick>>> = {
  freezing: "freeze",
  rooting: "root",
  releasing: "release",
  "by-hand": "release",
  "too-few": "release",
  counting: "result",
};

/** The step under way: after the sums the rows of names, if they are called for. */
function presentStep(sealed: SealedView, stage: SecretStage): Quick {
  const naming = namingStage(sealed);
  if (naming) return naming === "mixing" ? "mix" : "rows";
  return AT[stage] ?? "result";
}

function placeOf(step: Quick, present: Quick): Place {
  const [own, at] = [ORDER.indexOf(step), ORDER.indexOf(present)];
  return own < at ? "behind" : own === at ? "present" : "ahead";
}

function quickStep(place: Place, name: string, words: string, more: unknown = nothing) {
  const mark = place === "behind" ? "tick" : place === "present" ? "waiting" : "ring";
  return html`<li class=${place} aria-current=${place === "present" ? "step" : nothing}>
    ${guard([mark], () => glyph(mark))}
    <div><b>${name}</b>${words ? html` <span>${words}</span>` : nothing}${more}</div>
  </li>`;
}

/** Mixing and opening rows: shown once they are called for, and where orders are always opened. */
function namingSteps(focus: Division, seal: SealView | null, sealed: SealedView, present: Quick) {
  const { naming, k } = sealed;
  const orders = opensOrders(focus);
  if (!naming && !(orders || (mayOpenNames(focus) && present !== "result"))) return nothing;
  const [mix, rows] = [placeOf("mix", present), placeOf("rows", present)];
  const mixed = form().mixOf(naming?.mixed.length ?? 0, k, naming?.rows ?? 0);
  const flagged = naming && !orders ? `${form().flagged(naming.flags)} · ` : "";
  return html`${quickStep(
    mix,
    orders ? form().stageMixRanks : form().stageMix,
    mix === "ahead" || !naming ? (orders ? "" : form().onlyIfWritten) : flagged + mixed,
    mix === "ahead" || !naming ? nothing : marks(seal, sealed, "mix"),
  )}
    ${quickStep(
      rows,
      orders ? form().stageRowsRanks : form().stageRows,
      rows === "ahead" || !naming ? "" : form().rowsOf(naming.released.length, k),
      rows === "ahead" || !naming ? nothing : marks(seal, sealed, "rows"),
    )}`;
}

/** After the close: freeze, certificates, releases, result, each told as it comes about. */
export function closedPanel(
  view: View,
  focus: Division,
  sealed: SealedView,
  stage: SecretStage,
  beside: unknown = nothing,
) {
  const { seal } = view.state;
  const present = presentStep(sealed, stage);
  const at = (step: Quick) => placeOf(step, present);
  const counted = sealed.n === null ? "" : secret().frozen(sealed.n);
  const releaseWords =
    stage === "too-few" && sealed.n !== null
      ? secret().tooFew(sealed.n)
      : stage === "by-hand"
        ? secret().releaseByHand
        : secret().releaseOf(sealed.released.length, sealed.k);
  return html`<section class="sheet right closing ${sealed.naming || mayOpenNames(focus) ? "naming" : ""}" aria-label=${secret().closedTitle} tabindex="0">
    <h2><span>${secret().closedTitle}</span></h2>
    <ol class="quick">
      ${quickStep("behind", secret().stageClose, "")}
      ${quickStep(at("freeze"), secret().stageFreeze, at("freeze") === "present" ? secret().freezeWaits : counted)}
      ${quickStep(
        at("root"),
        secret().stageRoot,
        at("root") === "ahead" ? "" : secret().rootOf(certifiers(sealed, "root").length, sealed.q),
        at("root") === "ahead" ? nothing : marks(seal, sealed, "root"),
      )}
      ${quickStep(
        at("release"),
        secret().stageRelease,
        at("release") === "ahead" ? "" : releaseWords,
        at("release") === "ahead" || stage === "too-few" ? nothing : marks(seal, sealed, "release"),
      )}
      ${namingSteps(focus, seal, sealed, present)}
      ${quickStep(at("result"), secret().stageResult, "")}
    </ol>
    ${beside}
  </section>`;
}

/** Beside the checks of a result: who of the scrutineers certified and released. */
export function scrutineersCheck(sealed: SealedView) {
  const words = secret().checkScrutineers(
    sealed.active.length,
    certifiers(sealed, "root").length,
    sealed.released.length,
  );
  const { naming } = sealed;
  const rows = naming && form().checkNaming(naming.mixed.length, naming.released.length, naming.rows);
  const check = (text: string) => html`<li>${guard([], () => glyph("tick"))}${text}</li>`;
  return html`${check(words)}${rows ? check(rows) : nothing}`;
}

/** What a void secret vote's count is known of; "" for other votes. */
export function countWords(
  sealed: SealedView | null,
  count: "" | "unknown" | "known" | "may-be-known",
): string {
  if (count === "" || !sealed) return "";
  if (count !== "may-be-known") return secret()[`count-${count}`];
  const silent = sealed.void_ok.filter((index) => sealed.active.includes(index)).length;
  return secret()["count-may-be-known"](silent, sealed.active.length);
}
