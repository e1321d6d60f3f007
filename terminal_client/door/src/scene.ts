/** What stands in the middle: the invitation, one person, a question, or why nothing was done. */
import { lang, say } from "@hemicycle/kit/i18n";
import { sign } from "@hemicycle/kit/sign";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Desk, Person, Shown } from "./desk.ts";
import { clock, spaced, told, wayWords, who } from "./parts.ts";
import { t } from "./texts.ts";

/** Whom the page is about. */
export function personOf(shown: Shown): Person | null {
  return "person" in shown ? shown.person : null;
}

const button = (words: string, go: () => void, kind = "") =>
  html`<button class="btn ${kind}" type="button" @click=${go}>${words}</button>`;

export function scene(shown: Shown, desk: Desk): TemplateResult {
  switch (shown.kind) {
    case "idle":
      return invitation();
    case "busy":
      return told("calm", "waiting", t().busy);
    case "found":
      return hits(shown, desk);
    case "confirm":
      return question(shown, desk);
    case "came":
      return person(shown.person, desk, told("good", "tick", `${t().came} ${clock(shown.ms)}`));
    case "person":
      return person(shown.person, desk, standing(shown.person));
    case "leaving":
      return leaving(shown.person, desk);
    case "left":
      return person(shown.person, desk, told("calm", "tick", t().left));
    case "refused":
      return told("trouble", "trouble", t().refused, refusal(shown), next(desk));
    case "not-a-card":
      return told("trouble", "trouble", t().notACard, t().notACardHow, next(desk));
    case "unsent":
      return person(
        shown.person,
        desk,
        told(
          "trouble",
          "offline",
          t().unsent,
          t().unsentHow,
          button(t().retry, () => void desk.retry(), "primary"),
        ),
      );
  }
}

const next = (desk: Desk) => html`<p class="row">${button(t().next, () => desk.idle(), "primary")}</p>`;

function refusal(shown: Shown & { kind: "refused" }): string {
  return shown.code === "unreachable" ? t().unreachable : say(shown.words);
}

function invitation(): TemplateResult {
  return html`<div class="invitation">
    <svg class="frame" viewBox="0 0 120 120" aria-hidden="true">
      <path d="M8 36V8h28M84 8h28v28M112 84v28H84M36 112H8V84" />
      <path class="qr" d="M34 34h20v20H34zM66 34h20v20H66zM34 66h20v20H34zM66 66h8v8h-8zM78 78h8v8h-8zM66 82h6v4h-6z" />
    </svg>
    <p class="call">${t().idle}</p>
    <p class="how">${t().idleHow}</p>
  </div>`;
}

function standing(person: Person): TemplateResult {
  const { came_ms, way } = person;
  switch (person.standing) {
    case "present":
      return told("calm", "tick", `${t().present}${came_ms ? ` ${clock(came_ms)}` : ""}`, wayWords(way));
    case "attendee":
      return told("calm", "tick", t().attendee, t().attendeeHow);
    case "observer":
      return told("calm", "tick", t().observer, t().observerHow);
    case "unseated":
      return told("trouble", "trouble", t().unseated, t().unseatedHow);
    default:
      return told("trouble", "trouble", t().notInOffice, t().notInOfficeHow);
  }
}

const leaveTag = (person: Person) =>
  person.leave ? html`<p class="tag box notice">${sign("waiting")}${t().onLeave}</p>` : nothing;

function person(one: Person, desk: Desk, verdict: TemplateResult): TemplateResult {
  const shown = desk.shown.value.kind;
  const here = shown !== "unsent" && shown !== "left" && one.standing === "present";
  return html`<div class="person">
    ${verdict}${who(one, desk.plan.value)}${leaveTag(one)}
    ${
      shown === "unsent"
        ? nothing
        : html`<p class="row">
            ${button(t().next, () => desk.idle(), "primary")}
            ${here ? button(t().undo, () => desk.show({ kind: "leaving", person: one })) : nothing}
          </p>`
    }
  </div>`;
}

function asked(
  title: string,
  how: string,
  reasons: readonly string[],
  legend: string,
  act: string,
  back: () => void,
  go: (reason: string) => void,
  body: unknown,
) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    go(String(new FormData(event.target as HTMLFormElement).get("reason") ?? ""));
  };
  return html`<form class="person question" @submit=${submit}>
    <div class="told calm"><h2 class="verdict">${title}</h2><p class="how">${how}</p></div>
    ${body}
    ${
      reasons.length > 0
        ? html`<fieldset><legend>${legend}</legend>
            ${reasons.map((reason, i) => html`<label class="choice"><input type="radio" name="reason" value=${reason} ?checked=${i === 0} />${reason}</label>`)}
          </fieldset>`
        : nothing
    }
    <p class="row">
      <button class="btn primary" type="submit" autofocus>${act}</button>${button(t().cancel, back)}
    </p>
  </form>`;
}

function question(shown: Shown & { kind: "confirm" }, desk: Desk): TemplateResult {
  const reasons = shown.way === "hand" ? [t().forgotten, t().damaged, t().lost] : [];
  const body = html`${who(shown.person, desk.plan.value)}${leaveTag(shown.person)}`;
  return asked(
    t().confirmTitle,
    t().confirmHow,
    reasons,
    t().reason,
    t().checkIn,
    () => desk.idle(),
    (reason) => void desk.confirm(reason),
    body,
  );
}

function leaving(one: Person, desk: Desk): TemplateResult {
  const go = (reason: string) => void desk.depart(one, reason);
  return asked(
    t().undoTitle,
    t().undoHow,
    [t().mistaken, t().leaves],
    t().undoReason,
    t().depart,
    () => desk.idle(),
    go,
    who(one, desk.plan.value),
  );
}

function hits({ found }: Shown & { kind: "found" }, desk: Desk): TemplateResult {
  if (found.people.length === 0) return told("calm", "none", t().none, "", next(desk));
  return html`<div class="hits">
    <p class="call" role="status">${t().hits(found.people.length)}</p>
    <ul>
      ${repeat(
        found.people,
        ({ id }) => id,
        (one) => html`<li><button class="btn hit" type="button" @click=${() => desk.choose(one, "hand")}>
          <b>${spaced(one.name)}</b>${lang.value === "en" && one.latin ? html`<span>${one.latin}</span>` : nothing}<span>${one.delegation}</span><span class="num">${one.id}</span>
          ${one.standing === "present" ? html`<span class="tag">${sign("tick")}${t().came}</span>` : nothing}
        </button></li>`,
      )}
    </ul>
    ${found.more > 0 ? html`<p class="soft">${t().more(found.more)}</p>` : nothing}
  </div>`;
}
