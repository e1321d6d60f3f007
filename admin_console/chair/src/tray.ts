/** The problems tray, always at the bottom: what happened, what it means, the lawful ways on. */
import type { ConnectionStatus } from "@hemicycle/kit/connection";
import { glyph } from "@hemicycle/kit/draw/glyphs";
import { lang, say } from "@hemicycle/kit/i18n";
import { html, nothing } from "lit";
import { guard } from "lit/directives/guard.js";
import type { Notice } from "./desk.ts";
import { nextPending, type Problem } from "./state.ts";
import { t } from "./texts.ts";
import type { View } from "./view.ts";

export interface Issue {
  readonly what: string;
  readonly means: string;
  /** The way on, with its words; null if it resolves by itself or elsewhere. */
  readonly way: { readonly words: string; readonly go: () => void } | null;
}

function ofConnection(status: ConnectionStatus, takeBack: () => void): Issue[] {
  if (status.phase === "offline") return [{ what: t().lost, means: t().lostWhy, way: null }];
  if (status.phase !== "stopped") return [];
  switch (status.stop) {
    case "revoked":
      return [{ what: t().stoppedRevoked, means: t().stoppedRevokedWhy, way: null }];
    case "replaced":
      return [
        {
          what: t().stoppedReplaced,
          means: t().stoppedReplacedWhy,
          way: { words: t().takeBack, go: takeBack },
        },
      ];
    default:
      return [{ what: t().stoppedWrong, means: t().stoppedWrongWhy, way: null }];
  }
}

function ofNotice(notice: Notice, dismiss: (id: number) => void): Issue {
  const way = { words: t().understood, go: () => dismiss(notice.id) };
  const words = notice.words ? say(notice.words) : "";
  switch (notice.kind) {
    case "other-console":
      return { what: t().otherConsole, means: [words, t().otherConsoleWhy].filter(Boolean).join("。"), way };
    case "unsent":
      return { what: t().unsent, means: t().unsentWhy, way };
    case "differs":
      return { what: t().differs, means: "", way };
    case "refused":
      return { what: words, means: "", way };
  }
}

export interface TrayActions {
  readonly dismiss: (id: number) => void;
  readonly takeBack: () => void;
}

/** All that needs attention, the connection first. */
export function issuesOf(
  problems: readonly Problem[],
  status: ConnectionStatus,
  notices: readonly Notice[],
  actions: TrayActions,
): readonly Issue[] {
  const told = problems.map(
    (problem): Issue => ({ what: problem[lang.value] || problem.zh, means: "", way: null }),
  );
  return [
    ...ofConnection(status, actions.takeBack),
    ...notices.map((notice) => ofNotice(notice, actions.dismiss)),
    ...told,
  ];
}

function upNext(view: View | null) {
  const next =
    view?.focus && view.state.sitting.state === "open" ? nextPending(view.state, view.focus) : null;
  return next
    ? html`<span class="push soft">${t().nextItem(next.number, say(next.short) || say(next.title))}</span>`
    : nothing;
}

export function tray(view: View | null, issues: readonly Issue[]) {
  if (issues.length === 0)
    return html`<aside class="tray" aria-label=${t().tray}>
      <p class="tag">${guard(["ok"], () => glyph("tick"))}${t().nothingWrong}</p>
      ${upNext(view)}
    </aside>`;
  return html`<aside class="tray" aria-label=${t().tray}>
    <p class="tag notice box">${guard(["wrong"], () => glyph("trouble"))}${t().wrong(issues.length)}</p>
    <ul class="issues" role="status">
      ${issues.map(
        ({ what, means, way }) => html`<li>
          <p><b>${what}</b>${means ? html`<span class="means">${means}</span>` : nothing}</p>
          ${way ? html`<button class="btn small" type="button" @click=${way.go}>${way.words}</button>` : nothing}
        </li>`,
      )}
    </ul>
  </aside>`;
}
