/** The steps of the preparation: who sees which, and how far each has come. Pure. */
import type { Role, State } from "@hemicycle/kit/types";
import { countOf, mattersOf } from "./overview/matters.ts";
import { type Register, votes } from "./register.ts";
import { seatStates } from "./terminals/states.ts";

export const STEPS = [
  "overview",
  "roster",
  "seats",
  "sitting",
  "agenda",
  "scrutineers",
  "terminals",
  "hall",
  "ledger",
] as const;
export type StepName = (typeof STEPS)[number];

const OF_ROLE: Readonly<Partial<Record<Role, readonly StepName[]>>> = {
  secretariat: STEPS,
  operator: ["terminals", "hall"],
  scrutineer: ["hall"],
  teller: ["hall"],
};

/** The roles that may enrol on this page: a scrutineer's key belongs to a device of its own, which can hold a share. */
export const ROLES = (Object.keys(OF_ROLE) as Role[]).filter((role) => role !== "scrutineer");

export function stepsOf(role: Role): readonly StepName[] {
  return OF_ROLE[role] ?? [];
}

export interface Progress {
  readonly done: boolean;
  /** Figures beside the step's name; "" for none. */
  readonly figure: string;
}

const NONE: Progress = { done: false, figure: "" };

function outOf(part: number, whole: number): Progress {
  if (whole === 0) return NONE;
  return { done: part === whole, figure: part === whole ? String(whole) : `${part}/${whole}` };
}

/** How far a step has come. `state` is that of the chosen sitting. */
export function progressOf(step: StepName, register: Register, state: State | null): Progress {
  const inOffice = register.members.filter(votes);
  switch (step) {
    case "overview": {
      const todo = countOf(mattersOf({ register, state, screens: null, health: null }), "todo");
      return { done: todo === 0, figure: String(todo || "") };
    }
    case "roster":
      return { done: register.members.length > 0, figure: String(register.members.length || "") };
    case "seats":
      return register.seats.length === 0
        ? NONE
        : outOf(inOffice.filter(({ seat }) => seat !== "").length, inOffice.length);
    case "terminals": {
      const states = [...seatStates(register).values()];
      return outOf(states.filter(({ kind }) => kind === "enrolled").length, states.length);
    }
    case "sitting":
      return { done: state !== null, figure: "" };
    case "agenda": {
      const items = state?.divisions ?? [];
      return {
        done: items.length > 0 && items.every(({ state: now }) => now !== "draft"),
        figure: String(items.length || ""),
      };
    }
    case "scrutineers":
      return {
        done: state?.seal?.phase === "ready",
        figure: String(
          register.keys.filter(({ role, state: its }) => role === "scrutineer" && its === "active").length ||
            "",
        ),
      };
    case "ledger":
      return NONE;
    case "hall":
      return state?.sitting.state === "open"
        ? { done: false, figure: `${state.attendance.present}/${state.attendance.due}` }
        : { done: state?.sitting.state === "closed", figure: "" };
  }
}

/** The step that an address (`#/seats`) names, else the first that this role has; without a roster nothing else can be begun. */
export function stepFromHash(hash: string, role: Role, hasRoster: boolean): StepName {
  const allowed = stepsOf(role);
  const first = allowed[0] === "overview" && !hasRoster ? "roster" : allowed[0];
  return allowed.find((step) => hash === `#/${step}`) ?? first ?? "hall";
}
