/** Who has to be enrolled before a vote that is counted by hand can be opened (docs/channels.md §2). Pure. */
import { isCounted } from "@hemicycle/kit/channels";
import type { Division } from "@hemicycle/kit/types";
import type { Register } from "../register.ts";

const TELLERS = 2;
const PENDING: ReadonlySet<Division["state"]> = new Set(["draft", "approved", "announced"]);

/** How many tellers and scrutineers are still lacking for the votes to come; null when nobody is. */
export function lackingCounters(
  divisions: readonly Division[],
  { keys }: Pick<Register, "keys">,
): { readonly tellers: number; readonly scrutineers: number } | null {
  if (!divisions.some((division) => PENDING.has(division.state) && isCounted(division))) return null;
  const holders = (role: string) =>
    new Set(keys.filter((key) => key.role === role && key.state === "active").map(({ holder }) => holder))
      .size;
  const tellers = Math.max(0, TELLERS - holders("teller"));
  const scrutineers = holders("scrutineer") > 0 ? 0 : 1;
  return tellers + scrutineers > 0 ? { tellers, scrutineers } : null;
}
