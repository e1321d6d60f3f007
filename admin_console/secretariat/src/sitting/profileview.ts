/** What a profile says of a sitting, choice by choice, each with its source. */
import { say } from "@hemicycle/kit/i18n";
import type { SittingKind } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { sourceNote } from "../agenda/howfields.ts";
import { TEMPLATES } from "../agenda/templates.ts";
import { t as agenda } from "../agenda/texts.ts";
import { type ProfileDocument, profileRule, SHARES, type Source, sourceOf } from "../profiles.ts";
import { majorityIn, ruleOf } from "../rules.ts";
import { t } from "./texts.ts";

/** The profile's choices for a sitting of this kind. */
export function profileView(profile: ProfileDocument, kind: SittingKind) {
  const { quorum, press, not_pressed, who_pressed, expected, grades, majority } = profile;
  const { rule, share, source } = quorum[kind];
  const all = ruleOf(majorityIn(kind));
  return html`<section class="profile" aria-label=${t().profileSays}>
    <h2>${t().profileSays}</h2>
    <dl>
      ${line(t().quorum, html`<b>${rule}</b> <span class="formula">${SHARES[share]}</span>`, sourceOf(profile, source))}
      ${line(t().ofAll, html`<b>${all?.id}</b> <span class="formula">${all?.formula}</span>`, sourceOf(profile, majority[kind]))}
      ${line(t().press, press.counts === "last" ? t().lastCounts : t().firstCounts, sourceOf(profile, press.source))}
      ${line(t().notPressed, not_pressed.shown ? t().shown : t().hidden, sourceOf(profile, not_pressed.source))}
      ${line(t().whoPressed, who_pressed.public ? t().shown : t().hidden, sourceOf(profile, who_pressed.source))}
      ${line(t().expected, expected.sittings.includes(kind) ? t().isExpected : t().notExpected, sourceOf(profile, expected.source))}
      ${line(t().gradesBase, t()[`base-${grades.base}`], sourceOf(profile, grades.source))}
    </dl>
    ${templates(profile, kind)}
  </section>`;
}

function line(name: string, what: unknown, source: Source) {
  return html`<div>
    <dt>${name}</dt>
    <dd>${what}</dd>
    <dd class="soft">${sourceNote(source)}</dd>
  </div>`;
}

function templates(profile: ProfileDocument, kind: SittingKind) {
  const listed = TEMPLATES.filter(({ id }) => profile.templates[id]);
  return html`<details>
    <summary>${t().votesOf(listed.length)}</summary>
    <div class="scroll" tabindex="0" role="region" aria-label=${t().votesOf(listed.length)}>
      <table>
        <thead>
          <tr>
            ${[agenda().template, agenda().rule, agenda().channel].map((label) => html`<th scope="col">${label}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${listed.map(({ id, name, ballots }) => {
            const choice = profile.templates[id];
            const found = profileRule(profile, id, kind, ballots[0] === "election");
            return html`<tr>
              <th scope="row">${say(name)}</th>
              <td>${found ? html`${found.rule} <span class="soft">${sourceNote(found.source)}</span>` : nothing}</td>
              <td>
                ${choice?.channels.map((channel) => agenda()[channel]).join(t().comma)}
                <span class="soft">${sourceNote(sourceOf(profile, choice?.channel_source))}</span>
              </td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
  </details>`;
}
