/** The agenda in its order, with what hangs together with an item under it (docs/sequences.md §1). Pure. */
import type { Link } from "@hemicycle/kit/sequences";
import type { Division } from "@hemicycle/kit/types";
import { inOrder } from "../sitting/drafts.ts";

/** An item of the agenda, and how deep it stands under others. */
export interface Branch {
  readonly item: Division;
  readonly depth: number;
  /** What it is to the one that it stands under; null at the top. */
  readonly link: Link | null;
}

const DEEPEST = 3;

/** The agenda in its order, with what hangs together with an item under it. */
export function branches(divisions: readonly Division[]): readonly Branch[] {
  const ordered = inOrder(divisions);
  const known = new Set(ordered.map(({ id }) => id));
  const linkOf = ({ of }: Division) => of?.find(({ division }) => known.has(division)) ?? null;
  const under = (item: Division, depth: number, link: Link | null): Branch[] => [
    { item, depth: Math.min(depth, DEEPEST), link },
    ...ordered.flatMap((other) => {
      const to = linkOf(other);
      return to?.division === item.id ? under(other, depth + 1, to) : [];
    }),
  ];
  return ordered.filter((item) => !linkOf(item)).flatMap((item) => under(item, 0, null));
}
