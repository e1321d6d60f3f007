/** What takes the place of the words for a while: a reason that is asked for, the text voted on, the record, the scrutineers. */
import type { Api } from "@hemicycle/kit/api";
import { papersOf } from "@hemicycle/kit/documents";
import { say } from "@hemicycle/kit/i18n";
import { usualThreshold } from "@hemicycle/kit/scrutineers";
import { scrutineerName } from "@hemicycle/kit/scrutineerwords";
import type { NextStep } from "@hemicycle/kit/sequences";
import type { SheetFile } from "@hemicycle/kit/sheets";
import type { Division } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { ballotList, isForm } from "./ballotpanel.ts";
import { scrutineersPanel, startForm } from "./ceremonypanel.ts";
import { t as count } from "./counttexts.ts";
import { type LawfulForm, lawfulForm, objectionForm } from "./lawful.ts";
import { t as lawful } from "./lawfultexts.ts";
import type { Order } from "./orders.ts";
import "./papers.ts";
import { underWay } from "./papers.ts";
import { type RecordFile, recordPanel } from "./record.ts";
import { t as secret } from "./secrettexts.ts";
import { findDivision } from "./state.ts";
import { t } from "./texts.ts";
import type { View } from "./view.ts";

export type Asked = "void" | "withdraw" | "defer" | "count-again";
export type Aside =
  | { readonly kind: "reason"; readonly what: Asked; readonly division: string }
  | { readonly kind: "stand-down"; readonly index: number }
  | { readonly kind: "lawful"; readonly step: NextStep }
  | { readonly kind: "object"; readonly division: string }
  | { readonly kind: "scrutineers" }
  | { readonly kind: "ceremony" }
  | { readonly kind: "document"; readonly division: string }
  | { readonly kind: "papers"; readonly division: string }
  | { readonly kind: "record"; readonly record: RecordFile };

/** What an aside may ask of the console. */
export interface AsideActs {
  readonly busy: boolean;
  /** A form was sent without its reason. */
  readonly reasonMissing: boolean;
  /** The threshold chosen for a ceremony; null: the usual one. */
  readonly k: number | null;
  readonly chooseK: (k: number) => void;
  readonly show: (aside: Aside | null) => void;
  readonly missReason: (missing: boolean) => void;
  readonly perform: (order: Order) => void;
  /** Where papers are fetched. */
  readonly api: Api;
  /** Fetches a result sheet and saves it. */
  readonly save: (file: SheetFile) => void;
}

interface Asking {
  readonly title: string;
  /** What follows from it. */
  readonly why: string;
  readonly submit: string;
  readonly order: Order;
  readonly back: Aside | null;
}

/** What may need consent (docs/sequences.md §6). */
const CONSENTED: ReadonlySet<Order["kind"]> = new Set(["withdraw", "defer"]);

function reasonForm({ title, why, submit, order, back }: Asking, acts: AsideActs) {
  const sent = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const reason = String(form.get("reason")).trim();
    acts.missReason(reason === "");
    const consent = String(form.get("consent") ?? "").trim();
    if (reason !== "") acts.perform({ ...order, reason, ...(consent ? { consent } : {}) });
  };
  return html`<form class="sheet inline" @submit=${sent} aria-labelledby="ask-title">
    <h2 id="ask-title">${title}</h2>
    <p class="soft">${why}</p>
    <label>${t().reason}<textarea name="reason" rows="2" maxlength="500" autofocus></textarea></label>
    ${
      CONSENTED.has(order.kind)
        ? html`<label>${lawful().consentBy}<input name="consent" maxlength="200" /></label>`
        : nothing
    }
    ${acts.reasonMissing ? html`<p class="trouble" role="alert">${t().reasonNeeded}</p>` : nothing}
    <p class="row">
      <button class="btn primary" type="submit" ?disabled=${acts.busy}>${submit}</button>
      <button class="btn" type="button" @click=${() => acts.show(back)}>${t().back}</button>
    </p>
  </form>`;
}

function askingOf(what: Asked, division: string): Asking {
  const order: Order = { kind: what, division };
  if (what === "count-again") {
    const { "ask-count-again": title, "why-count-again": why, "do-count-again": submit } = count();
    return { title, why, submit, order, back: null };
  }
  return {
    title: t()[`ask-${what}`],
    why: t()[`why-${what}`],
    submit: t()[`do-${what}`],
    order,
    back: null,
  };
}

function standDownOf(view: View, index: number): Asking {
  return {
    title: secret()["ask-stand-down"](scrutineerName(view.state.seal, index)),
    why: secret()["why-stand-down"],
    submit: secret()["do-stand-down"],
    order: { kind: "stand-down", division: "", index },
    back: { kind: "scrutineers" },
  };
}

function documentPanel(division: Division, close: () => void) {
  return html`<section class="sheet inline document" aria-label=${t()["other-document"]}>
    <h2>${say(division.title)}</h2>
    <div class="text" tabindex="0">${say(division.text)}${isForm(division) ? ballotList(division) : nothing}</div>
    <p class="row"><button class="btn" type="button" @click=${close}>${t().close}</button></p>
  </section>`;
}

/** The threshold that a ceremony would have: the chosen one, as far as there are as many scrutineers. */
export function thresholdOf(view: View, k: number | null): number {
  const n = view.keys.people?.scrutineers.length ?? 0;
  return k !== null && k <= n ? k : usualThreshold(n);
}

function startPanel(view: View, acts: AsideActs) {
  return startForm(view, thresholdOf(view, acts.k), {
    busy: acts.busy,
    choose: acts.chooseK,
    start: () => acts.perform({ kind: "ceremony", division: "", k: thresholdOf(view, acts.k) }),
    back: () => acts.show({ kind: "scrutineers" }),
  });
}

function lawfulActs(acts: AsideActs, back: () => void): LawfulForm {
  const { busy, reasonMissing, missReason, perform } = acts;
  return { busy, missing: reasonMissing, miss: missReason, perform, back };
}

/** The aside, null if what it is about is gone. */
export function asidePanel(aside: Aside, view: View, acts: AsideActs) {
  const close = () => acts.show(null);
  switch (aside.kind) {
    case "reason":
      return reasonForm(askingOf(aside.what, aside.division), acts);
    case "lawful":
      return lawfulForm(aside.step, lawfulActs(acts, close));
    case "object":
      return objectionForm(aside.division, view.plan, lawfulActs(acts, close));
    case "stand-down":
      return reasonForm(standDownOf(view, aside.index), acts);
    case "scrutineers":
      return scrutineersPanel(view, {
        busy: acts.busy,
        standDown: (index) => acts.show({ kind: "stand-down", index }),
        startAgain: () => acts.show({ kind: "ceremony" }),
        close,
      });
    case "ceremony":
      return startPanel(view, acts);
    case "record":
      return recordPanel(aside.record, findDivision(view.state, aside.record.division), {
        close,
        save: acts.save,
      });
    case "papers": {
      const division = findDivision(view.state, aside.division);
      if (!division || papersOf(division) === 0) return null;
      return html`<chair-papers
        .api=${acts.api}
        .sitting=${view.state.sitting.id}
        .division=${division}
        .status=${division.id === view.focus?.id ? "" : underWay(view.state)}
        @leave=${close}
      ></chair-papers>`;
    }
    case "document": {
      const division = findDivision(view.state, aside.division);
      return division && documentPanel(division, close);
    }
  }
}
