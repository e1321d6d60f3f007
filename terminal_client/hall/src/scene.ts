/** Which scene the hall shows. Pure: a tally that is not declared can't reach a scene. */
import { emWidth } from "@hemicycle/kit/dom";
import { isCertified } from "@hemicycle/kit/scrutineers";
import type { Division, Opening, Result, State } from "@hemicycle/kit/types";

export type Scene =
  | { readonly kind: "connecting" }
  | { readonly kind: "no-sitting" }
  | { readonly kind: "before"; readonly state: State }
  | { readonly kind: "present"; readonly state: State }
  | { readonly kind: "over"; readonly state: State }
  | { readonly kind: "announced"; readonly state: State; readonly division: Division }
  | { readonly kind: "open"; readonly state: State; readonly division: Division; readonly opening: Opening }
  | { readonly kind: "waiting"; readonly state: State; readonly division: Division }
  | {
      readonly kind: "declared";
      readonly state: State;
      readonly division: Division;
      readonly result: Result;
    }
  | {
      readonly kind: "ended";
      readonly state: State;
      readonly division: Division;
      readonly how: "void" | "withdrawn" | "deferred";
    };

function ofDivision(state: State, division: Division): Scene {
  switch (division.state) {
    case "draft":
    case "approved":
      return { kind: "present", state };
    case "announced":
      return { kind: "announced", state, division };
    case "open":
      return state.open?.division === division.id
        ? { kind: "open", state, division, opening: state.open }
        : { kind: "waiting", state, division };
    case "closed":
    case "tallied":
      return { kind: "waiting", state, division };
    case "declared":
    case "published":
    case "archived":
      return division.result
        ? { kind: "declared", state, division, result: division.result }
        : { kind: "waiting", state, division };
    case "void":
    case "withdrawn":
    case "deferred":
      return { kind: "ended", state, division, how: division.state };
  }
}

/**
 * `state` null: nothing heard yet; `sitting` null: the body has none. `last` is the division shown before: the server's
 * `current` forgets one that was withdrawn or deferred.
 */
export function sceneOf(state: State | null, sitting: string | null | undefined, last: string): Scene {
  if (sitting === null) return { kind: "no-sitting" };
  if (!state) return { kind: "connecting" };
  if (state.sitting.state === "created") return { kind: "before", state };
  if (state.sitting.state === "closed") return { kind: "over", state };
  const division = state.divisions.find(({ id }) => id === (state.current || last));
  return division ? ofDivision(state, division) : { kind: "present", state };
}

/** Whether the keys of an open vote still wait for the scrutineers' certificates; never in a named one. */
export function waitsForScrutineers({ sealed }: Division): boolean {
  return sealed !== null && !isCertified(sealed);
}

/** Scenes with the same key differ in figures only and are updated where they stand. */
export function keyOf(scene: Scene): string {
  if (!("state" in scene)) return scene.kind;
  const { sitting } = scene.state;
  if (!("division" in scene)) return `${scene.kind} ${sitting.id} ${scene.state.register.n}`;
  const certified = waitsForScrutineers(scene.division) ? "waits" : "";
  const opening = "opening" in scene ? `${scene.opening.open} ${certified}` : "";
  return `${scene.kind} ${sitting.id} ${scene.division.id} ${opening}`;
}

/** How a title is set so that it ends above the arc: one large line, two, or three small ones. */
export function titleSize(title: string): "one" | "two" | "three" {
  const ems = emWidth(title);
  if (ems <= 20.5) return "one";
  return ems <= 54 ? "two" : "three";
}
