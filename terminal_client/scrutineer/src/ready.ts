/** Between votes: what is ready, the votes so far, and this device's own affairs. */
import { download } from "@hemicycle/kit/download";
import { say } from "@hemicycle/kit/i18n";
import { sign } from "@hemicycle/kit/sign";
import { html, nothing } from "lit";
import type { Desk } from "./covers.ts";
import { naming } from "./namingtexts.ts";
import type { Piece } from "./parts.ts";
import { keyed, t } from "./texts.ts";
import type { Ceremony, LiveView, Past } from "./types.ts";

function said(past: Past): string {
  const words = {
    open: t().saidOpen,
    root: t().saidRoot,
    release: t().saidRelease,
    mix: naming().saidMix,
    rows: naming().saidRows,
    void: t().saidVoid,
  };
  return past.said.map((kind) => words[kind]).join(" · ") || t().nothingSaid;
}

function outcome(past: Past): string {
  const counts = { "": "", unknown: t().countUnknown, known: t().countKnown, "may-be-known": t().countMaybe };
  return [keyed(t().states, past.state), counts[past.count], past.reason].filter(Boolean).join(" · ");
}

function row(past: Past): Piece {
  const refusals = past.refusals.map((item) => `${t().index(item.index)} ${say(item)}`);
  const bad = [...refusals, past.repeats > 0 ? t().repeats(past.repeats) : ""].filter(Boolean).join(" · ");
  return html`<li>
    <b>${t().item(past.number)}</b>
    <div>
      <p>${say(past.short) || say(past.title)}</p>
      <small>${said(past)}</small>
      ${bad ? html`<small class="bad">${sign("trouble")}${bad}</small>` : nothing}
    </div>
    <div class="end">
      <p>${outcome(past)}</p>
      <small>${past.n === null ? "" : t().ballots(past.n)}</small>
    </div>
  </li>`;
}

export function history(live: LiveView): Piece {
  return html`<section class="sheet history">
    <h2>${t().history}</h2>
    ${
      live.history.length > 0
        ? html`<ul>
            ${live.history.map(row)}
          </ul>`
        : html`<p class="soft">${t().noHistory}</p>`
    }
  </section>`;
}

type Keeping = Desk & { readonly backup: () => Promise<Blob> };

async function save(desk: Keeping, holder: string): Promise<void> {
  download(`${holder || "scrutineer"}.hemicycle-backup`, await desk.backup());
}

/** Backup, release by hand, another sitting, the end of the share. */
export function own(live: LiveView, desk: Keeping): Piece {
  const byHand = live.by_hand === true;
  return html`<section class="sheet own">
    <h2>${t().deviceTitle}</h2>
    <ul>
      <li>
        <p>${t().byHand}</p>
        <button
          class="btn small"
          type="button"
          aria-pressed=${byHand ? "true" : "false"}
          @click=${() => void desk.attempt("by-hand", { value: !byHand })}
        >
          ${byHand ? t().byHandOn : t().byHandOff}
        </button>
      </li>
      <li>
        <p>${t().backupText}</p>
        <button class="btn small" type="button" @click=${() => void save(desk, live.device?.holder ?? "")}>${t().backup}</button>
      </li>
      ${
        live.erasable
          ? html`<li>
              <p>${t().eraseText}</p>
              <two-press kind="small" .label=${t().erase} .question=${t().eraseSure} @done=${() => void desk.attempt("erase")}></two-press>
            </li>`
          : nothing
      }
      <li>
        <p class="soft">${live.device?.url}</p>
        <two-press kind="small quiet" .label=${t().leave} .question=${t().leaveSure} @done=${() => void desk.attempt("leave")}></two-press>
      </li>
    </ul>
  </section>`;
}

function keys(ceremony: Ceremony): Piece {
  return html`<section class="sheet print">
    <p class="soft">${t().fingerprint}</p>
    <p class="fp code">${ceremony.fingerprint.map((group) => html`<span>${group}</span>`)}</p>
    <p class="eq"><b>${sign("tick")}${t().certificates(ceremony.q)}</b></p>
    <p class="soft">${t().pin}</p>
    <p class="code pin">${ceremony.pin}</p>
  </section>`;
}

export function readyScreen(live: LiveView, desk: Keeping): Piece {
  const { ceremony } = live;
  const ready = ceremony?.phase === "ready" && !ceremony.disputed;
  const text = !ready ? t().waitingText : live.by_hand ? t().readyByHand : t().readyText;
  return html`<section>
      <p class="kicker"><span class="tag live">${sign(ready ? "tick" : "waiting")}${say(live.sitting.title)}</span></p>
      <h1>${ready ? t().readyTitle : t().waitingTitle}</h1>
      <p class="soft">${ceremony?.share === "erased" ? t().erased : text}</p>
    </section>
    ${ready && ceremony ? keys(ceremony) : nothing}
    <div class="two">${history(live)}${own(live, desk)}</div>`;
}
