/** The term (届), session (次会议) and year that every list can be narrowed to. */
import { type PastSitting, yearOf } from "@hemicycle/kit/past";
import { html, nothing } from "lit";
import { type Asked, periodOf } from "./asked.ts";
import { t } from "./texts.ts";

export interface Term {
  readonly term: number;
  readonly sessions: readonly number[];
}

type Held = Pick<PastSitting, "term" | "session" | "opened_ms">;

const latestFirst = (numbers: Iterable<number>): number[] => [...new Set(numbers)].sort((a, b) => b - a);

/** The terms of sittings with their sessions, the latest first. */
export function termsOf(sittings: readonly Held[]): readonly Term[] {
  return latestFirst(sittings.flatMap(({ term }) => term ?? [])).map((term) => ({
    term,
    sessions: latestFirst(sittings.flatMap((one) => (one.term === term ? (one.session ?? []) : []))),
  }));
}

/** The years of sittings, the latest first. */
export function yearsOf(sittings: readonly Held[]): readonly number[] {
  return latestFirst(sittings.map(({ opened_ms }) => yearOf(opened_ms)));
}

/** Whether a sitting is within what is asked for. */
export function isWithin({ term, session, year }: Asked, sitting: Held): boolean {
  return (
    (term === "" || sitting.term === Number(term)) &&
    (session === "" || sitting.session === Number(session)) &&
    (year === "" || yearOf(sitting.opened_ms) === Number(year))
  );
}

/** The term and session of a sitting in words; "" where it says none. */
export function meetingWords({ term, session }: Pick<PastSitting, "term" | "session">): string {
  return [term ? t().ofTerm(term) : "", session ? t().ofSession(session) : ""]
    .filter(Boolean)
    .join(t().between);
}

/** The period that is asked for, in words. */
export function periodWords({ term, session, year }: Asked): readonly string[] {
  return [
    meetingWords({ term: Number(term), session: Number(session) }),
    year ? t().ofYear(Number(year)) : "",
  ].filter(Boolean);
}

/** Selects of term with session, and of year; of what there is, and of what is asked for already. */
export function periodFields(
  sittings: readonly PastSitting[],
  asked: Asked,
  ask: (changes: Partial<Asked>) => void,
) {
  const { term, session, year } = periodOf(asked);
  const own = { term: Number(term), session: Number(session) };
  const terms = termsOf([...sittings, ...(own.term ? [{ ...own, opened_ms: 0 }] : [])]);
  const years = latestFirst([...yearsOf(sittings), ...(year ? [Number(year)] : [])]);
  const chosen = `${term}.${session}`;
  const option = (value: string, words: string) =>
    html`<option value=${value} ?selected=${value === chosen}>${words}</option>`;
  const choose = (event: Event) => {
    const [of = "", which = ""] = (event.target as HTMLSelectElement).value.split(".");
    ask({ term: of, session: which });
  };
  const picker =
    terms.length === 0
      ? nothing
      : html`<label class="field term">${t().meeting}
          <select @change=${choose}>
            ${option(".", t().all)}
            ${terms.map(
              ({ term: one, sessions }) => html`<optgroup label=${t().ofTerm(one)}>
                ${option(`${one}.`, t().wholeTerm(one))}
                ${sessions.filter(Boolean).map((each) => option(`${one}.${each}`, meetingWords({ term: one, session: each })))}
              </optgroup>`,
            )}
          </select>
        </label>`;
  return html`${picker}<label class="field year">${t().year}
      <select @change=${(event: Event) => ask({ year: (event.target as HTMLSelectElement).value })}>
        <option value="" ?selected=${year === ""}>${t().all}</option>
        ${years.map((one) => html`<option value=${one} ?selected=${String(one) === year}>${t().ofYear(one)}</option>`)}
      </select>
    </label>`;
}
