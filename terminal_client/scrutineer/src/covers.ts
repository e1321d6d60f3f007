/** What comes before a sitting: the passphrase, the enrolment, the choice of a sitting. */
import { b64u } from "@hemicycle/kit/encoding";
import { say } from "@hemicycle/kit/i18n";
import { html, nothing } from "lit";
import type { Piece } from "./parts.ts";
import { t } from "./texts.ts";
import type { View } from "./types.ts";

/** Does something and tells how it went; false if it was refused. */
export type Attempt = (wish: string, body?: Readonly<Record<string, unknown>>) => Promise<boolean>;

export interface Desk {
  readonly attempt: Attempt;
  readonly busy: boolean;
  /** What went wrong last, in words. */
  readonly problem: string;
  readonly complain: (words: () => string) => void;
}

function fields(form: HTMLFormElement): Readonly<Record<string, string>> {
  return Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
}

function onSubmit(act: (values: Readonly<Record<string, string>>, form: HTMLFormElement) => void) {
  return (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    act(fields(form), form);
  };
}

function problem(desk: Desk): Piece {
  return html`<p class="problem" role="alert">${desk.problem ? html`<span class="trouble">${desk.problem}</span>` : nothing}</p>`;
}

function press(desk: Desk, words: string): Piece {
  return html`<button class="btn primary" type="submit" ?disabled=${desk.busy}>${desk.busy ? t().working : words}</button>`;
}

async function restore(desk: Desk, form: HTMLFormElement, passphrase: string): Promise<void> {
  const file = form.querySelector<HTMLInputElement>("input[type=file]")?.files?.[0];
  if (!file) return;
  const backup = b64u(new Uint8Array(await file.arrayBuffer()));
  await desk.attempt("restore", { backup, passphrase });
}

function fresh(desk: Desk): Piece {
  const create = onSubmit(({ passphrase, again }) => {
    if (passphrase === again) void desk.attempt("create", { passphrase });
    else desk.complain(() => t().differ);
  });
  return html`<form class="sheet ask" @submit=${create}>
      <h1>${t().freshTitle}</h1>
      <p>${t().freshText}</p>
      <label>${t().passphrase}<input name="passphrase" type="password" autocomplete="new-password" minlength="8" required autofocus /></label>
      <label>${t().again}<input name="again" type="password" autocomplete="new-password" minlength="8" required /></label>
      ${problem(desk)}${press(desk, t().create)}
    </form>
    <details class="sheet ask">
      <summary>${t().restoreTitle}</summary>
      <form @submit=${onSubmit(({ passphrase }, form) => void restore(desk, form, passphrase ?? ""))}>
        <p>${t().restoreText}</p>
        <label>${t().file}<input name="backup" type="file" required /></label>
        <label>${t().passphrase}<input name="passphrase" type="password" autocomplete="off" required /></label>
        ${press(desk, t().restore)}
      </form>
    </details>`;
}

function locked(desk: Desk): Piece {
  return html`<form class="sheet ask" @submit=${onSubmit(({ passphrase }) => void desk.attempt("unlock", { passphrase }))}>
    <h1>${t().lockedTitle}</h1>
    <p>${t().lockedText}</p>
    <label>${t().passphrase}<input name="passphrase" type="password" autocomplete="current-password" required autofocus /></label>
    ${problem(desk)}${press(desk, t().unlock)}
  </form>`;
}

function enrol(view: View, desk: Desk): Piece {
  return html`<form class="sheet ask" @submit=${onSubmit(({ url, code }) => void desk.attempt("enrol", { url, code }))}>
    <h1>${t().enrolTitle}</h1>
    <p>${t().enrolText}</p>
    <label>${t().server}<input name="url" type="url" .defaultValue=${view.server} placeholder="https://" required autofocus /></label>
    <label>${t().code}<input class="code" name="code" autocomplete="off" autocapitalize="characters" spellcheck="false" required /></label>
    ${problem(desk)}${press(desk, t().enrol)}
  </form>`;
}

function choose(view: View, desk: Desk): Piece {
  const states: Readonly<Record<string, string>> = {
    created: t().created,
    open: t().open,
    closed: t().closed,
  };
  const sittings = view.sittings ?? [];
  return html`<section class="sheet ask">
    <h1>${t().chooseTitle}</h1>
    ${sittings.length === 0 ? html`<p class="soft">${t().noSitting}</p>` : nothing}
    <ul class="choices">
      ${sittings.map(
        ({ id, title, state }) => html`<li>
          <button class="btn" type="button" @click=${() => void desk.attempt("choose", { sitting: id })}>
            <b>${say(title) || id}</b><span class="soft">${states[state] ?? state}</span>
          </button>
        </li>`,
      )}
    </ul>
    ${problem(desk)}
  </section>`;
}

/** The cover of a device that follows no sitting yet. */
export function cover(view: View, desk: Desk): Piece {
  switch (view.phase) {
    case "fresh":
      return fresh(desk);
    case "locked":
      return locked(desk);
    case "enrol":
      return enrol(view, desk);
    case "choose":
      return choose(view, desk);
    case "following":
      return html`<section class="sheet ask"><p>${t().working}</p></section>`;
  }
}

/** The page without its daemon. */
export function lostCover(link: "lost" | "stranger"): Piece {
  const [title, text] =
    link === "lost" ? [t().daemonLost, t().daemonLostText] : [t().noTokenTitle, t().noTokenText];
  return html`<section class="sheet ask" role="alert"><h1>${title}</h1><p>${text}</p></section>`;
}
