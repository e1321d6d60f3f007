/** Who looks things up, and the reads of this page. */
import { Api, ApiError } from "@hemicycle/kit/api";
import { type Identity, loadIdentity, type Page } from "@hemicycle/kit/enrol";
import { lang } from "@hemicycle/kit/i18n";
import type {
  Counts,
  MemberAttendance,
  MemberRecord,
  OUTCOMES,
  PastDivision,
  PastSitting,
} from "@hemicycle/kit/past";
import type { Bilingual, Division, Member } from "@hemicycle/kit/types";
import { type Asked, periodOf, withAsked } from "./asked.ts";

export const ROLES = ["secretariat", "chair", "scrutineer", "teller", "operator", "observer"] as const;
/** Identities of other pages of this browser that may look things up, tried in this order. */
const PAGES: readonly Page[] = ["history", "secretariat", "chair", "operator", "teller", "hall"];

/** The first enrolment of this browser that this page may use. */
export async function ownIdentity(): Promise<Identity | null> {
  for (const page of PAGES) {
    const known = await loadIdentity(page);
    if (known && (ROLES as readonly string[]).includes(known.role)) return known;
  }
  return null;
}

export const PAGE_ROWS = 25;

export type Kind = { readonly template: string; readonly name: Bilingual } & Readonly<
  Record<(typeof OUTCOMES)[number], number>
>;

export interface Found {
  readonly total: number;
  readonly from: number;
  readonly divisions: readonly PastDivision[];
  readonly kinds: readonly Kind[];
  readonly templates: readonly { readonly id: string; readonly name: Bilingual }[];
}

export interface SittingAttendance {
  readonly sitting: PastSitting;
  readonly members: readonly (Member & MemberAttendance & { readonly seat: string })[];
}

export type MemberTotals = Member & Counts & { readonly status: "in-office" | "suspended" | "ended" };

export interface NamedVote {
  readonly id: string;
  readonly name: string;
  readonly latin: string;
  readonly delegation: string;
  readonly seat: string;
  readonly vote: unknown;
}

export class Desk {
  readonly api: Api;
  readonly #path: string;
  #sittings: Promise<readonly PastSitting[]> | null = null;

  constructor(readonly identity: Identity) {
    this.api = new Api(identity);
    this.#path = `/v1/bodies/${identity.body}/history`;
  }

  /** Whether members' own records may be read: observers see what is public only. */
  get seesMembers(): boolean {
    return this.identity.role !== "observer";
  }

  /** All sittings that were held, the newest first, as they are now. */
  sittings(): Promise<readonly PastSitting[]> {
    const read = this.api
      .get<{ readonly sittings: readonly PastSitting[] }>(`${this.#path}/sittings`)
      .then(({ sittings }) => sittings);
    this.#sittings = read;
    read.catch(() => {
      this.#sittings = null;
    });
    return read;
  }

  /** The sittings as they were read last. */
  known(): Promise<readonly PastSitting[]> {
    return this.#sittings ?? this.sittings();
  }

  divisions(asked: Asked): Promise<Found> {
    return this.#listed("/divisions", asked);
  }

  /** A part of a list of the server. */
  #listed<T>(place: string, asked: Partial<Asked>): Promise<T> {
    const path = withAsked(this.#path + place, asked);
    return this.api.get(`${path}${path.includes("?") ? "&" : "?"}limit=${PAGE_ROWS}`);
  }

  division(sitting: string, division: string): Promise<{ row: PastDivision; division: Division }> {
    return this.api.get(`${this.#path}/sittings/${sitting}/divisions/${division}`);
  }

  attendance(sitting: string): Promise<SittingAttendance> {
    return this.api.get(`${this.#path}/sittings/${sitting}/attendance`);
  }

  members(asked: Asked): Promise<{ readonly sittings: number; readonly members: readonly MemberTotals[] }> {
    return this.api.get(withAsked(`${this.#path}/members`, periodOf(asked)));
  }

  member(id: string, asked: Asked): Promise<MemberRecord> {
    return this.#listed(`/members/${encodeURIComponent(id)}`, { ...periodOf(asked), from: asked.from });
  }

  /** Every elector's vote in a declared named division, from its result sheet. */
  async namedVotes(sitting: string, division: string): Promise<readonly NamedVote[]> {
    const path = `/v1/sittings/${sitting}/divisions/${division}/sheet?format=json`;
    const sheet = await this.api.get<{ division: { votes: readonly NamedVote[] | null } }>(path);
    return sheet.division.votes ?? [];
  }

  /** The duty record of a closed sitting, or of those of a period. */
  duty(format: DutyFormat, sitting: string, asked: Partial<Asked>): Promise<Blob> {
    const path = withAsked(`${this.#path}/duty`, sitting ? {} : asked);
    const more = new URLSearchParams({ format, lang: lang.value, sitting });
    return this.api.blob(`${path}${path.includes("?") ? "&" : "?"}${more}`);
  }

  dutyName(format: DutyFormat, sitting: string): string {
    return `${sitting || this.identity.body}.duty.${lang.value}.${format}`;
  }
}

export type DutyFormat = "xlsx" | "csv" | "html";

const REFUSALS = new Set(["key-revoked", "unknown-key", "not-authenticated"]);

export function isRefusal(error: unknown): boolean {
  return error instanceof ApiError && REFUSALS.has(error.code);
}
