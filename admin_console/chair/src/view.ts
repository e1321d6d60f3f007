/** What the console shows, computed once for each rendering. */
import { type SecretStage, stageOf } from "@hemicycle/kit/scrutineers";
import { attendanceOf, type SittingModel } from "@hemicycle/kit/store";
import type { Attendance, Division, SeatBits, SeatPlan, State, TurnoutFrame } from "@hemicycle/kit/types";
import { type Backlog, backlogOf, type Sample } from "./backlog.ts";
import { settledBits } from "./lost.ts";
import { focusOf } from "./state.ts";
import { type Keys, nextStep, type OtherStep, otherSteps, type Step } from "./steps.ts";

export interface View {
  readonly state: State;
  readonly focus: Division | null;
  readonly step: Step;
  readonly others: readonly OtherStep[];
  readonly attendance: Attendance & SeatBits;
  readonly turnout: TurnoutFrame | null;
  readonly plan: SeatPlan | null;
  /** The server's clock, ms. */
  readonly now: number;
  readonly secondsLeft: number | null;
  readonly keys: Keys;
  /** What the open or closed secret vote waits for, and for how long already, ms. */
  readonly stage: SecretStage | null;
  readonly stageForMs: number;
  /** What is not verified yet of the open secret vote. */
  readonly backlog: Backlog | null;
}

export interface Looked {
  /** The division that the chair chose; "" for none. */
  readonly chosen: string;
  readonly plan: SeatPlan | null;
  /** The server's clock, ms. */
  readonly now: number;
  /** For how long this console has been connected, ms. */
  readonly onlineForMs: number;
  readonly keys: Keys;
  readonly stageForMs: number;
  readonly samples: readonly Sample[];
}

export function viewOf(model: SittingModel, looked: Looked): View | null {
  if (!model.state) return null;
  const { chosen, plan, now, onlineForMs, keys, stageForMs, samples } = looked;
  const attendance = settledBits(attendanceOf(model) ?? model.state.attendance, onlineForMs);
  // who comes and leaves is told by attendance frames alone: what is read out must count them
  const { due, present, absent, leave } = attendance;
  const state = { ...model.state, attendance: { due, present, absent, leave } };
  const deadline = state.open?.deadline_ms ?? null;
  const focus = focusOf(state, chosen);
  return {
    state,
    focus,
    step: nextStep(state, chosen, keys),
    others: otherSteps(state, chosen),
    attendance,
    turnout: model.turnout,
    plan,
    now,
    secondsLeft: deadline === null ? null : Math.max(0, Math.ceil((deadline - now) / 1000)),
    keys,
    stage: focus && stageOf(focus),
    stageForMs,
    backlog: focus?.sealed ? backlogOf(samples, focus.sealed.q) : null,
  };
}

/** Pressed or present of a delegation. */
export interface Share {
  readonly name: string;
  readonly done: number;
  readonly of: number;
}

/** Delegations while a vote is open: who has pressed, of those present. */
export function turnoutShares(turnout: TurnoutFrame | null): readonly Share[] {
  return (turnout?.delegations ?? []).map(([name, done, of]) => ({ name, done, of }));
}

/** Delegations before a vote: who has checked in, of its deputies. `has` tells whether the seat with that index is present. */
export function presentShares(plan: SeatPlan | null, has: (index: number) => boolean): readonly Share[] {
  const shares = new Map<string, { done: number; of: number }>();
  plan?.seats.forEach((seat, i) => {
    if (seat.member === "" || seat.role !== "deputy") return;
    const share = shares.get(seat.delegation) ?? { done: 0, of: 0 };
    shares.set(seat.delegation, { done: share.done + (has(i) ? 1 : 0), of: share.of + 1 });
  });
  return [...shares].map(([name, share]) => ({ name, ...share }));
}
