/** What a page knows of the sitting: a small observable value, changed only by frames of the server (pure reducer). */
import type {
  Attendance,
  AttendanceFrame,
  MineFrame,
  Problem,
  SeatBits,
  ServerFrame,
  State,
  TurnoutFrame,
  WelcomeFrame,
} from "./types.ts";

/** An observable value. Listeners hear of changes once per task, with the latest value. */
export class Observable<T> {
  #listeners = new Set<(value: T) => void>();
  #scheduled = false;

  constructor(private current: T) {}

  get value(): T {
    return this.current;
  }

  set value(next: T) {
    if (Object.is(next, this.current)) return;
    this.current = next;
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      for (const listener of this.#listeners) listener(this.current);
    });
  }

  patch(part: Partial<T>): void {
    this.value = { ...this.current, ...part };
  }

  /** Calls `listener` now and after each change; gives the way to stop. */
  subscribe(listener: (value: T) => void): () => void {
    this.#listeners.add(listener);
    listener(this.current);
    return () => this.#listeners.delete(listener);
  }
}

/** Everything the server said, as far as it is newer than what was known. */
export interface SittingModel {
  readonly welcome: WelcomeFrame | null;
  readonly v: number;
  readonly state: State | null;
  readonly mine: MineFrame | null;
  readonly attendance: (Attendance & SeatBits & { readonly v: number }) | null;
  readonly turnout: TurnoutFrame | null;
}

export const EMPTY_MODEL: SittingModel = {
  welcome: null,
  v: -1,
  state: null,
  mine: null,
  attendance: null,
  turnout: null,
};

function withAttendance(model: SittingModel, frame: AttendanceFrame): SittingModel {
  if (model.attendance && frame.v < model.attendance.v) return model;
  const { t: _, ...attendance } = frame;
  return { ...model, attendance };
}

function withTurnout(model: SittingModel, frame: TurnoutFrame): SittingModel {
  const known = model.turnout;
  const older =
    known?.open === frame.open && (frame.pressed < known.pressed || frame.time_ms < known.time_ms);
  return older ? model : { ...model, turnout: frame };
}

/** Problems are told over the socket alone and whenever they change, also beside a state that is known already. */
function withProblems(model: SittingModel, problems: readonly Problem[] | undefined): SittingModel {
  return model.state && problems ? { ...model, state: { ...model.state, problems } } : model;
}

/**
 * The model after a state that was read over HTTP: it says nothing of problems, so those that were told stay, and it never takes the
 * place of an equally new one.
 */
export function withRead(model: SittingModel, state: State): SittingModel {
  const v = state.head.n + 1 + state.register.n + 1;
  if (v <= model.v) return model;
  return withProblems(reduce(model, { t: "state", id: "", v, state }), model.state?.problems);
}

/** The model after a frame. A frame that is not newer changes nothing, so versions and counts never go back. */
export function reduce(model: SittingModel, frame: ServerFrame): SittingModel {
  switch (frame.t) {
    case "welcome":
      return model.welcome && model.welcome.sitting !== frame.sitting
        ? { ...EMPTY_MODEL, welcome: frame }
        : { ...model, welcome: frame };
    case "state":
      if (frame.v < model.v) return withProblems(model, frame.state.problems);
      return {
        ...model,
        v: frame.v,
        state: frame.state,
        turnout: frame.state.open && model.turnout?.open === frame.state.open.open ? model.turnout : null,
      };
    case "mine":
      return { ...model, mine: frame };
    case "attendance":
      return withAttendance(model, frame);
    case "turnout":
      return withTurnout(model, frame);
    default:
      return model;
  }
}

/** The newer of the attendance frame's counts and the state's own; the bits are the last ones that were told. */
export function attendanceOf(model: SittingModel): (Attendance & SeatBits) | null {
  const told = model.attendance;
  const counts = model.state?.attendance;
  return told && counts && told.v < model.v ? { ...told, ...counts } : (told ?? counts ?? null);
}
