/** Changes to figures while they are typed. Pure. */
import type { Path, Section } from "@hemicycle/kit/channels";
import { isOfHands } from "@hemicycle/kit/channels";
import {
  blankSection,
  type Draft,
  type HandDraft,
  nextSection,
  type PaperDraft,
} from "@hemicycle/kit/counts";
import type { FormItem } from "@hemicycle/kit/types";

/** Numbers have at most so many digits: 10 000 is the most. */
const DIGITS = 5;
const MOST = 10_000;

/** A number as typed; null if there is none. */
export function typedNumber(text: string): number | null {
  const digits = text.replace(/\D/g, "").slice(0, DIGITS);
  return digits === "" ? null : Math.min(MOST, Number(digits));
}

function put(value: unknown, [step, ...rest]: Path, to: unknown): unknown {
  if (step === undefined) return to;
  if (Array.isArray(value)) return value.map((one, i) => (i === step ? put(one, rest, to) : one));
  const object = value as Readonly<Record<string, unknown>>;
  return { ...object, [step]: put(object[step], rest, to) };
}

/** The draft with another value at a place; names and sections are called by their index. */
export function withValue(draft: Draft, place: Path, to: number | string | null): Draft {
  return put(draft, place, to) as Draft;
}

export function withSection(draft: HandDraft, item: FormItem): HandDraft {
  return { sections: [...draft.sections, blankSection(item, nextSection(draft))] };
}

export function withoutSection(draft: HandDraft, at: number): HandDraft {
  return { sections: draft.sections.filter((_, i) => i !== at) };
}

export function withWritten(draft: PaperDraft): PaperDraft {
  return { ...draft, written: [...(draft.written ?? []), { name: "", votes: null }] };
}

export function withoutWritten(draft: PaperDraft, at: number): PaperDraft {
  return { ...draft, written: (draft.written ?? []).filter((_, i) => i !== at) };
}

/** How many numbers there are to type, and how many are there. */
export function progressOf(draft: Draft): { readonly done: number; readonly all: number } {
  const ofSection = ({ voted, counts }: Pick<Section<number | null>, "voted" | "counts">) => [
    voted,
    ...counts.flat(),
  ];
  const numbers = isOfHands(draft)
    ? draft.sections.flatMap(ofSection)
    : [
        draft.valid,
        ...Object.values(draft.invalid),
        ...draft.counts.flat(),
        ...(draft.written ?? []).map(({ votes }) => votes),
      ];
  return { done: numbers.filter((number) => number !== null).length, all: numbers.length };
}
