/** Where a vote is with names that are on no list, or with orders: who has mixed, who has released (docs/sealed-names.md §10). */

import { sign } from "@hemicycle/kit/sign";
import { html, nothing } from "lit";
import { naming as words } from "./namingtexts.ts";
import { nameOf, type Piece } from "./parts.ts";
import { namingStage } from "./steps.ts";
import type { Ceremony, Naming, Vote } from "./types.ts";

function mixes(naming: Naming, ceremony: Ceremony): readonly Piece[] {
  return Array.from({ length: ceremony.k }, (_, place) => {
    const index = naming.mixed[place];
    return html`<li>
      ${sign(index === undefined ? "waiting" : "tick")}<span>${words().nth(place + 1)}</span>
      <b>${index === undefined ? words().awaited : nameOf(ceremony, index)}</b>
    </li>`;
  });
}

/** Each mix with its author, and how many released what was mixed. */
export function namingPanel(vote: Vote, ceremony: Ceremony): Piece {
  const { naming } = vote;
  if (!naming) return nothing;
  const { kind, flags, rows, released } = naming;
  return html`<section class="sheet naming">
    <p class="soft">${kind === "orders" ? words().titleOrders(rows) : words().title(flags, rows)}</p>
    <ol>
      ${mixes(naming, ceremony)}
      <li>
        ${sign(released.length >= ceremony.k ? "tick" : "waiting")}<span
          >${kind === "orders" ? words().rowsOrders : words().rows}</span
        >
        <b>${released.length}/${ceremony.k}</b>
      </li>
    </ol>
  </section>`;
}

/** The tag at the top while names are opened, "" before. */
export function namingState(vote: Vote, k: number): string {
  const stage = namingStage(vote, k);
  return stage ? words()[vote.naming?.kind === "orders" ? (`${stage}Orders` as const) : stage] : "";
}

/** What is waited for, "" if it is not the names. */
export function namingWait(vote: Vote, ceremony: Ceremony): string {
  const { naming } = vote;
  const { k, index } = ceremony;
  if (!naming || !vote.released.includes(index)) return "";
  if (naming.mixed.length >= k)
    return naming.released.includes(index) ? words().waitRows(naming.released.length, k) : words().waitMyRows;
  const next = vote.active.find((other) => !naming.mixed.includes(other));
  const place = naming.mixed.length + 1;
  return next === index ? words().waitMyMix(place, k) : words().waitMix(place, k);
}

/** What the steps of opening names are called. */
export function namingWords({ naming }: Vote): Readonly<Record<string, string>> {
  if (!naming) return {};
  const { mix, mixOrders, rows, rowsOrders } = words();
  return naming.kind === "orders" ? { mix: mixOrders, rows: rowsOrders } : { mix, rows };
}

/** The small words under those steps. */
export function namingSmall({ naming }: Vote, k: number): Readonly<Record<string, string>> {
  if (!naming) return {};
  const { mixSmall, rowsSmall } = words();
  return { mix: mixSmall(naming.mixed.length, k), rows: rowsSmall(naming.released.length, k) };
}
