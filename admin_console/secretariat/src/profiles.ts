/** A profile as the server offers it (docs/profiles.md §3): what it says of a sitting and of a kind of vote. Pure. */
import type { Channel } from "@hemicycle/kit/channels";
import type { Bilingual, RuleId, SittingKind } from "@hemicycle/kit/types";
import { type Level, majorityIn, type QuorumId } from "./rules.ts";

export interface Source extends Bilingual {
  readonly verified: boolean;
}

export interface TemplateRule {
  readonly rule: "majority" | "grades" | RuleId;
  readonly source?: string;
  readonly channels: readonly Channel[];
  readonly channel_source: string;
}

export interface ProfileDocument {
  readonly id: string;
  readonly name: Bilingual;
  readonly levels: readonly Level[];
  readonly sources: Readonly<Record<string, Source>>;
  readonly quorum: Readonly<
    Record<
      SittingKind,
      {
        readonly rule: QuorumId;
        readonly share: "two-thirds" | "majority" | "over-two-thirds";
        readonly source: string;
      }
    >
  >;
  readonly majority: Readonly<Record<SittingKind, string>>;
  readonly templates: Readonly<Record<string, TemplateRule>>;
  readonly press: { readonly counts: "last" | "first"; readonly source: string };
  readonly not_pressed: { readonly shown: boolean; readonly source: string };
  readonly who_pressed: { readonly public: boolean; readonly source: string };
  readonly expected: { readonly sittings: readonly SittingKind[]; readonly source: string };
  readonly grades: { readonly base: "all" | "present" | "valid"; readonly source: string };
}

/** The quorum's share in symbols. */
export const SHARES = {
  "two-thirds": "3P ≥ 2N",
  majority: "2P > N",
  "over-two-thirds": "3P > 2N",
} as const satisfies Record<ProfileDocument["quorum"]["plenary"]["share"], string>;

const UNKNOWN: Source = { zh: "", en: "", verified: false };

export function sourceOf(profile: ProfileDocument, key: string | undefined): Source {
  return profile.sources[key ?? "default"] ?? UNKNOWN;
}

/** The profiles that a body of this level may use; one without a level may use any (docs/profiles.md §2). */
export function profilesFor(profiles: readonly ProfileDocument[], level: string): ProfileDocument[] {
  return profiles.filter(({ levels }) => level === "" || levels.some((one) => one === level));
}

/** The rule of a template in a sitting with this profile, and where it comes from; null if the profile does not have the template. */
export function profileRule(
  profile: ProfileDocument,
  template: string,
  kind: SittingKind,
  elects: boolean,
): { readonly rule: RuleId; readonly source: Source } | null {
  const choice = profile.templates[template];
  if (!choice) return null;
  if (choice.rule === "grades")
    return { rule: `grades-${profile.grades.base}`, source: sourceOf(profile, choice.source) };
  const ofAll = choice.rule === "majority" || (choice.rule === "E6" && !elects);
  if (choice.rule === "majority" || ofAll)
    return { rule: majorityIn(kind), source: sourceOf(profile, profile.majority[kind]) };
  return { rule: choice.rule, source: sourceOf(profile, choice.source) };
}
