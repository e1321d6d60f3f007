/** What scenes ask the server for: votes of a declared named vote, the seat plan. */
import type { Api } from "@hemicycle/kit/api";
import type { Votes } from "@hemicycle/kit/draw/votesmap";
import type { SeatPlan } from "@hemicycle/kit/types";
import type { Sources } from "./scenes.ts";

export function sourcesOf(api: Pick<Api, "get">, sitting: () => string | null | undefined): Sources {
  const plan = (): Promise<SeatPlan | null> =>
    api.get<SeatPlan>(`/v1/sittings/${sitting()}/plan`).catch(() => null);
  return {
    plan,
    /** Null if either can't be had or no seat is placed. */
    async namedVotes(division) {
      try {
        const path = `/v1/sittings/${sitting()}/divisions/${division}/votes`;
        const [{ choices }, placed] = await Promise.all([api.get<{ choices: Votes }>(path), plan()]);
        return placed && placed.seats.length > 0 ? { plan: placed, votes: choices } : null;
      } catch {
        return null;
      }
    },
  };
}
