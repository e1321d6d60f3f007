/** A rehearsal: one press puts a test vote on the agenda; then who has pressed, and which seats have not (docs/protocol.md §5, `trial`). */

import { bitAt } from "@hemicycle/kit/draw/seatmap";
import { b64u, unb64u } from "@hemicycle/kit/encoding";
import { texts } from "@hemicycle/kit/i18n";
import type { Division, State } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { DeskPage } from "../page.ts";
import { placeWords, tag, trouble, working } from "../parts.ts";
import { type ProfileDocument, profileRule } from "../profiles.ts";
import { occupants, type Register, type RosterMember, type Seat } from "../register.ts";

const t = texts(
  {
    title: "试表决",
    how: "所有席位一起试一次按键。结果不公布、不归档。",
    steps: "按下后由主持人提请并开始；代表随便按一个键；没有按的席位列在这里；主持人结束即可。",
    prepare: "准备试表决",
    preparing: "正在列入议程",
    prepared: "试表决已列入议程",
    ready: "已列入议程。请主持人开会、提请“试表决”并开始。",
    announced: "主持人已提请，等待开始。",
    open: (pressed: number, of: number) => `正在试按：${pressed} / ${of}`,
    missing: (n: number) => `还没有按的席位 ${n} 个`,
    all: "所有席位都按了。请主持人结束试表决。",
    over: (pressed: number, of: number) => `试表决已结束：${pressed} / ${of} 席按过。`,
    ended: "试表决已结束，请主持人宣布。",
    again: "再试一次",
  },
  {
    title: "Rehearsal",
    how: "All seats try their keys at once. Nothing is published or archived.",
    steps:
      "Then the chair puts it to the vote; deputies press any key; seats that have not pressed are listed here; the chair closes it.",
    prepare: "Prepare a test vote",
    preparing: "Putting it on the agenda",
    prepared: "The test vote is on the agenda",
    ready: "On the agenda. The chair opens the sitting, announces the test vote and opens it.",
    announced: "Announced by the chair, about to open.",
    open: (pressed: number, of: number) => `Under way: ${pressed} of ${of} have pressed`,
    missing: (n: number) => `${n} ${n === 1 ? "seat has" : "seats have"} not pressed`,
    all: "Every seat has pressed. The chair may close the test vote.",
    over: (pressed: number, of: number) => `The test vote is over: ${pressed} of ${of} seats pressed.`,
    ended: "The test vote is over; the chair declares it.",
    again: "Once more",
  },
);

const GOING: ReadonlySet<Division["state"]> = new Set([
  "draft",
  "approved",
  "announced",
  "open",
  "closed",
  "tallied",
]);

/** The test vote that is prepared or under way, else the last one. */
export function trialOf({ divisions }: Pick<State, "divisions">): Division | null {
  const trials = divisions.filter(({ template }) => template === "trial");
  return trials.find(({ state }) => GOING.has(state)) ?? trials.at(-1) ?? null;
}

export interface Missing {
  readonly seat: Seat;
  readonly member: RosterMember | undefined;
}

/** Seats whose members are present and that have not pressed, in the plan's order. */
export function missingSeats(register: Register, present: string, pressed: string): Missing[] {
  const [here, done] = [unb64u(present), unb64u(pressed)];
  const sitting = occupants(register.members);
  return register.seats.flatMap((seat, i) =>
    bitAt(here, i) && !bitAt(done, i) ? [{ seat, member: sitting.get(seat.id) }] : [],
  );
}

@customElement("hall-rehearsal")
export class HallRehearsal extends DeskPage {
  async #prepare(now: State): Promise<void> {
    const done = await this.attempt(t().preparing, async () => {
      const { chosen } = this.view;
      const profile = now.sitting.profile
        ? await this.desk.api.get<ProfileDocument>(`/v1/sittings/${chosen}/profile`)
        : null;
      const rule = (profile && profileRule(profile, "trial", now.sitting.kind, false)?.rule) ?? "M1";
      const division = `trial-${b64u(crypto.getRandomValues(new Uint8Array(6))).replace(/[^A-Za-z0-9]/g, "x")}`;
      const title = { zh: "试表决", en: "Test vote" };
      const draft = {
        division,
        number: Math.max(0, ...now.divisions.map(({ number }) => number)) + 1,
        title,
        short: title,
        text: { zh: "", en: "" },
        template: "trial",
        rule,
        countdown_s: 0,
        again_of: "",
        secrecy: "named",
      };
      await this.desk.onSittingTogether([
        { type: "division-draft", members: draft },
        { type: "division-approve", members: { division } },
      ]);
    });
    if (done) this.desk.say(t().prepared);
  }

  protected override render() {
    const { model, register } = this.view;
    const now = model.state;
    if (!now || !register || now.sitting.state === "closed" || this.desk.identity.role !== "secretariat")
      return nothing;
    const trial = trialOf(now);
    const going = trial !== null && GOING.has(trial.state);
    // once the real votes begin there is nothing to rehearse
    if (!going && now.divisions.some(({ template, open }) => template !== "trial" && open !== ""))
      return nothing;
    return html`<section class="sheet pad rehearsal" aria-label=${t().title}>
      <div class="between">
        <h2>${t().title}</h2>
        ${
          going
            ? nothing
            : html`<button class="btn small" type="button" ?disabled=${this.busy !== ""} @click=${() => void this.#prepare(now)}>
                ${trial ? t().again : t().prepare}
              </button>`
        }
      </div>
      ${trial ? this.#progress(trial, register) : html`<p class="soft">${t().how} ${t().steps}</p>`}
      ${trouble(this.problem)}${working(this.busy)}
    </section>`;
  }

  #progress(trial: Division, register: Register) {
    if (trial.state === "draft" || trial.state === "approved") return html`<p>${tag("ring", t().ready)}</p>`;
    if (trial.state === "announced") return html`<p>${tag("dot", t().announced, "live")}</p>`;
    const { turnout, attendance, state } = this.view.model;
    const counted = turnout?.open === trial.open ? turnout : null;
    const of = state?.open?.division === trial.id ? state.open.p : (trial.result?.present ?? 0);
    const pressed =
      counted?.pressed ?? (trial.result ? trial.result.present - (trial.result.not_pressed ?? 0) : 0);
    if (trial.state !== "open")
      return html`<p>${tag("tick", trial.result ? t().over(pressed, of) : t().ended, "soft")}</p>`;
    const missing =
      counted?.bits && attendance?.bits ? missingSeats(register, attendance.bits, counted.bits) : [];
    return html`<p>${tag("dot", t().open(pressed, of), "live")}</p>
      ${
        missing.length > 0
          ? html`<h3>${t().missing(missing.length)}</h3>
              <ul class="chips" tabindex="0" aria-label=${t().missing(missing.length)}>
                ${missing.map(({ seat, member }) => html`<li><bdi>${member?.name ?? ""}</bdi> <span class="soft">${placeWords(seat, seat.id)}</span></li>`)}
              </ul>`
          : pressed > 0
            ? html`<p>${t().all}</p>`
            : nothing
      }`;
  }
}
