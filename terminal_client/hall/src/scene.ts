/** Which scene the hall shows. Pure: a tally that is not declared can't reach a scene. */
import { type HandCount, isUnpressed } from "@hemicycle/kit/channels";
import { emWidth } from "@hemicycle/kit/dom";
import { isCertified } from "@hemicycle/kit/scrutineers";
import type { Division, Opening, Result, State } from "@hemicycle/kit/types";
import type { Show } from "./show.ts";

export type Scene =
  | ChosenScene
  | { readonly kind: "connecting" }
  | { readonly kind: "no-sitting" }
  | { readonly kind: "before"; readonly state: State }
  | { readonly kind: "present"; readonly state: State }
  | { readonly kind: "over"; readonly state: State }
  | { readonly kind: "announced"; readonly state: State; readonly division: Division }
  | { readonly kind: "open"; readonly state: State; readonly division: Division; readonly opening: Opening }
  /** On paper or by hands: nobody presses, from the opening to the declaration. */
  | {
      readonly kind: "counted";
      readonly state: State;
      readonly division: Division;
      readonly count: HandCount;
    }
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

/** What stands on a screen only because the operator chose it. */
export type ChosenScene =
  | { readonly kind: "attendance" | "seats" | "agenda" | "no-item" | "no-result"; readonly state: State }
  | { readonly kind: "item"; readonly state: State; readonly division: Division }
  | {
      readonly kind: "turnout";
      readonly state: State;
      readonly division: Division;
      readonly opening: Opening;
    }
  | { readonly kind: "clock" | "blank" }
  | { readonly kind: "identify"; readonly number: number; readonly name: string };

const BY_HAND: ReadonlySet<Division["state"]> = new Set(["open", "closed", "tallied"]);

function ofDivision(state: State, division: Division): Scene {
  const { hand_count: count } = division;
  if (count && isUnpressed(division) && BY_HAND.has(division.state))
    return { kind: "counted", state, division, count };
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

const DECLARED: ReadonlySet<Division["state"]> = new Set(["declared", "published", "archived"]);

/** The division that was declared last. */
export function lastDeclared({ divisions }: State): Division | null {
  const declared = divisions.filter(({ state, result }) => DECLARED.has(state) && result !== null);
  return declared.reduce<Division | null>(
    (last, one) => (last && (last.result?.declared_ms ?? 0) > (one.result?.declared_ms ?? 0) ? last : one),
    null,
  );
}

/** The scene of a content that was chosen; where the sitting has nothing of the kind now, what comes nearest to it. */
export function chosenScene(
  { show, number, name }: { readonly show: Show; readonly number: number; readonly name: string },
  state: State | null,
  sitting: string | null | undefined,
  last: string,
): Scene {
  if (show === "blank" || show === "clock") return { kind: show };
  if (show === "identify") return { kind: "identify", number, name };
  const following = sceneOf(state, sitting, last);
  if (show === "auto" || !("state" in following)) return following;
  const now = following.state;
  switch (show) {
    case "item": {
      const division = now.divisions.find(({ id }) => id === (now.current || last));
      return division ? { kind: "item", state: now, division } : { kind: "no-item", state: now };
    }
    case "turnout":
      if (following.kind === "open") return { ...following, kind: "turnout" };
      return "division" in following && following.kind !== "declared" && following.kind !== "ended"
        ? following
        : { kind: "attendance", state: now };
    case "result": {
      const division = lastDeclared(now);
      return division?.result
        ? { kind: "declared", state: now, division, result: division.result }
        : { kind: "no-result", state: now };
    }
    default:
      return { kind: show, state: now };
  }
}

/** Whether the keys of an open vote still wait for the scrutineers' certificates; never in a named one. */
export function waitsForScrutineers({ sealed }: Division): boolean {
  return sealed !== null && !isCertified(sealed);
}

/** Scenes with the same key differ in figures only and are updated where they stand. */
export function keyOf(scene: Scene): string {
  if (scene.kind === "identify") return `identify ${scene.number} ${scene.name}`;
  if (!("state" in scene)) return scene.kind;
  const { sitting } = scene.state;
  if (scene.kind === "agenda")
    return `agenda ${sitting.id} ${scene.state.divisions.map(({ id, state, result }) => `${id} ${state} ${result ? "told" : ""}`)}`;
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
