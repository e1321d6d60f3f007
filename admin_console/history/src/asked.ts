/** What a list is asked for, kept in the address behind its place (`#/divisions?term=19&q=…`): it can be sent, reloaded, come back to. */
import { OUTCOMES } from "@hemicycle/kit/past";

/** "" asks for nothing. The names are those of the server's search (docs/protocol.md §11). */
export interface Asked {
  readonly q: string;
  /** 届, 次会议 and the year of the sitting. */
  readonly term: string;
  readonly session: string;
  readonly year: string;
  readonly template: string;
  readonly outcome: string;
  readonly secrecy: string;
  readonly since: string;
  readonly until: string;
  /** How many rows are passed over. */
  readonly from: string;
}

export const NOTHING: Asked = {
  q: "",
  term: "",
  session: "",
  year: "",
  template: "",
  outcome: "",
  secrecy: "",
  since: "",
  until: "",
  from: "",
};

const DAY = /^\d{4}-\d\d-\d\d$/;
/** A day that there is: 30 February is none. */
const isDay = (text: string): boolean => {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
};
const ORDINAL = /^[1-9]\d{0,2}$/;
const SOUND: Readonly<Record<keyof Asked, RegExp>> = {
  q: /^.{1,100}$/su,
  term: ORDINAL,
  session: ORDINAL,
  year: /^[1-9]\d{3}$/,
  template: /^[\w-]{1,64}$/,
  outcome: new RegExp(`^(${OUTCOMES.join("|")})$`),
  secrecy: /^(named|secret)$/,
  since: DAY,
  until: DAY,
  from: /^[1-9]\d{0,5}$/,
};

const NAMES = Object.keys(SOUND) as readonly (keyof Asked)[];

const only = (asked: Partial<Asked>): readonly (readonly [string, string])[] =>
  NAMES.flatMap((name) => (asked[name] ? [[name, asked[name]] as const] : []));

/** What an address asks for; what makes no sense asks for nothing. */
export function askedOf(hash: string): Asked {
  const said = new URLSearchParams(hash.split("?")[1] ?? "");
  const sound = NAMES.flatMap((name) => {
    const value = said.get(name) ?? "";
    return SOUND[name].test(value) && (SOUND[name] !== DAY || isDay(value)) ? [[name, value] as const] : [];
  });
  return { ...NOTHING, ...Object.fromEntries(sound) };
}

/** A path, in the page or at the server, with what is asked of it. */
export function withAsked(path: string, asked: Partial<Asked>): string {
  const words = new URLSearchParams(only(asked).map(([name, value]) => [name, value])).toString();
  return words ? `${path}?${words}` : path;
}

/** The term, session and year alone: what all lists have in common. */
export const periodOf = ({ term, session, year }: Asked): Partial<Asked> => ({ term, session, year });

/** Whether anything is asked for. */
export function isAsked(asked: Partial<Asked>): boolean {
  return only({ ...asked, from: "" }).length > 0;
}

/** Puts what is asked for into the address, in the place of what was asked before, and tells the page. */
export function putAsked(asked: Asked): void {
  const [place = ""] = location.hash.split("?");
  history.replaceState(history.state, "", withAsked(place || "#/", asked));
  dispatchEvent(new Event("asked"));
}
