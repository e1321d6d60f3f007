/** The register as staff read it (`GET /v1/bodies/{id}/register`), and what follows from it. Pure. */
import type { ToldPages } from "@hemicycle/kit/pages";
import type { Bilingual, Head, MemberRole, Role } from "@hemicycle/kit/types";

/** A person of the roster, as in `roster-set`. */
export interface RosterMember {
  readonly id: string;
  readonly name: string;
  readonly latin: string;
  readonly delegation: string;
  readonly seat: string;
  readonly role: MemberRole;
  readonly status: "in-office" | "suspended" | "ended";
}

/** A place of the hall, as in `seats-set`; x, y in 0..10000, y downwards. */
export interface Seat {
  readonly id: string;
  readonly row: number;
  readonly col: number;
  readonly x: number;
  readonly y: number;
}

export interface Plan {
  readonly kind: "arc" | "grid";
  readonly name: string;
}

export interface CodeEntry {
  readonly key: string;
  readonly role: Role;
  readonly seat: string;
  readonly holder: string;
  readonly state: "open" | "used" | "cancelled" | "expired";
  readonly expires_ms: number;
}

export interface KeyEntry {
  readonly key: string;
  readonly role: Role;
  readonly seat: string;
  readonly holder: string;
  readonly state: "active" | "revoked";
  readonly device: string;
  readonly enrolled_ms: number;
  /** What the terminal told last of its pages; absent: nothing. */
  readonly pages?: ToldPages;
}

export interface Register {
  readonly head: Head;
  readonly body: {
    readonly id: string;
    readonly name: Bilingual;
    readonly kind: string;
    readonly level?: string;
  };
  readonly members: readonly RosterMember[];
  readonly plan: Plan | null;
  readonly seats: readonly Seat[];
  readonly codes: readonly CodeEntry[];
  readonly keys: readonly KeyEntry[];
  /** Member → key of the valid attendance card. */
  readonly cards?: Readonly<Record<string, string>>;
}

/** Whether the member is one of the N members in office. */
export function votes(member: RosterMember): boolean {
  return member.role === "deputy" && member.status === "in-office";
}

/** Who sits where: seat id → member. */
export function occupants(members: readonly RosterMember[]): Map<string, RosterMember> {
  return new Map(members.filter(({ seat }) => seat !== "").map((member) => [member.seat, member]));
}

const LETTERS = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** The member's family name as it stands on a dot: the first character, with the marks that belong to it. */
export function initial({ name }: Pick<RosterMember, "name">): string {
  return LETTERS.segment(name).containing(0)?.segment ?? "";
}
