import { describe, expect, it } from "vitest";
import type { RosterMember, Seat } from "../src/register.ts";
import { delegationLabels, layOut } from "../src/seats/layout.ts";
import {
  changes,
  fill,
  inColumns,
  neighbour,
  place,
  proposedRows,
  seated,
  seatingOf,
  seatNamed,
  unplaced,
  unseat,
  within,
} from "../src/seats/seating.ts";

function member(id: string, delegation = "东城", more: Partial<RosterMember> = {}): RosterMember {
  return {
    id,
    name: `名${id}`,
    latin: "",
    delegation,
    seat: "",
    role: "deputy",
    status: "in-office",
    ...more,
  };
}

/** A grid with rows from the rostrum upwards, as the server makes it. */
function grid(rows: number, cols: number): Seat[] {
  return Array.from({ length: rows * cols }, (_, i) => {
    const [row, col] = [Math.floor(i / cols) + 1, (i % cols) + 1];
    return { id: `${row}-${col}`, row, col, x: 1000 * col, y: 9000 - 1000 * row };
  });
}

/** Two rows around the rostrum at (5000, 5000). */
function arc(perRow: number): Seat[] {
  return [2500, 4500].flatMap((radius, r) =>
    Array.from({ length: perRow }, (_, i) => {
      const angle = (Math.PI * i) / (perRow - 1);
      return {
        id: `${r + 1}-${i + 1}`,
        row: r + 1,
        col: i + 1,
        x: Math.round(5000 - radius * Math.cos(angle)),
        y: Math.round(5000 - radius * Math.sin(angle)),
      };
    }),
  );
}

describe("placing", () => {
  it("puts a member on a free seat", () => {
    expect([...place(new Map(), "a", "1-1")]).toEqual([["a", "1-1"]]);
  });

  it("swaps two who have seats, and unseats whom a newcomer replaces", () => {
    const both = new Map([
      ["a", "1-1"],
      ["b", "1-2"],
    ]);
    expect(Object.fromEntries(place(both, "a", "1-2"))).toEqual({ a: "1-2", b: "1-1" });
    expect(Object.fromEntries(place(both, "c", "1-2"))).toEqual({ a: "1-1", c: "1-2" });
  });

  it("changes nothing when the seat is the member's own, and never the seating it was given", () => {
    const seating = new Map([["a", "1-1"]]);
    expect(place(seating, "a", "1-1")).toBe(seating);
    place(seating, "b", "1-1");
    unseat(seating, "a");
    expect([...seating]).toEqual([["a", "1-1"]]);
  });

  it("never seats two on one seat, whatever is done", () => {
    let seating: ReadonlyMap<string, string> = new Map();
    const members = ["a", "b", "c", "d"];
    const seats = ["1", "2", "3"];
    for (let step = 0; step < 200; step += 1) {
      const who = members[(step * 7) % 4] ?? "a";
      seating = step % 5 === 4 ? unseat(seating, who) : place(seating, who, seats[(step * 11) % 3] ?? "1");
      expect(new Set(seating.values()).size).toBe(seating.size);
    }
  });
});

describe("filling", () => {
  const members = [
    member("1", "甲"),
    member("2", "乙"),
    member("3", "甲"),
    member("4", "乙", { role: "attendee" }),
  ];

  it("seats delegations side by side from the left and leaves attendees out", () => {
    const filled = fill(new Map(), members, grid(2, 2), "grid");
    expect(Object.fromEntries(filled)).toEqual({ "1": "1-1", "3": "2-1", "2": "1-2" });
  });

  it("leaves those who sit where they sit, and stops when the seats are taken", () => {
    const filled = fill(new Map([["2", "1-1"]]), members, grid(1, 2), "grid");
    expect(Object.fromEntries(filled)).toEqual({ "2": "1-1", "1": "1-2" });
  });

  it("goes around an arc from the left, each line from the front", () => {
    expect(inColumns(arc(3), "arc").map(({ id }) => id)).toEqual(["1-1", "2-1", "1-2", "2-2", "1-3", "2-3"]);
  });

  it("goes by strokes from the front row, or takes delegations in turn", () => {
    const member = (id: string, name: string, delegation: string): RosterMember => ({
      id,
      name,
      latin: "",
      delegation,
      seat: "",
      role: "deputy",
      status: "in-office",
    });
    const people = [
      member("1", "魏三", "甲团"),
      member("2", "丁二", "甲团"),
      member("3", "王一", "乙团"),
      member("4", "乙四", "甲团"),
    ];
    const at = (rule: "strokes" | "alternating") =>
      Object.fromEntries(
        [...fill(new Map(), people, grid(2, 2), "grid", rule)].map(([id, seat]) => [seat, id]),
      );
    expect(at("strokes")).toEqual({ "1-1": "4", "1-2": "2", "2-1": "3", "2-2": "1" });
    expect(at("alternating")).toEqual({ "1-1": "1", "1-2": "3", "2-1": "2", "2-2": "4" });
  });
});

describe("a draft against the roster", () => {
  it("lists who waits, deputies first, observers and those out of office never", () => {
    const members = [
      member("1", "甲", { role: "attendee" }),
      member("2"),
      member("3", "甲", { role: "observer" }),
      member("4", "甲", { status: "ended" }),
      member("5"),
    ];
    expect(unplaced(members, new Map([["5", "1-1"]])).map(({ id }) => id)).toEqual(["2", "1"]);
  });

  it("counts changes and becomes a roster", () => {
    const members = [member("1", "甲", { seat: "1-1" }), member("2")];
    const now = place(seatingOf(members), "2", "1-1");
    expect(changes(seatingOf(members), now)).toBe(2);
    expect(seated(members, now).map(({ seat }) => seat)).toEqual(["", "1-1"]);
  });

  it("loses the seats that a new plan lacks", () => {
    const seating = new Map([
      ["1", "1-1"],
      ["2", "9-9"],
    ]);
    const { seating: kept, lost } = within(seating, grid(1, 2));
    expect([[...kept], lost]).toEqual([[["1", "1-1"]], 1]);
  });
});

describe("moving by keyboard", () => {
  const seats = grid(3, 3);
  const at = (id: string) => seats.find((seat) => seat.id === id) ?? seats[0];

  it.each([
    ["ArrowRight", "2-3"],
    ["ArrowLeft", "2-1"],
    ["ArrowUp", "3-2"],
    ["ArrowDown", "1-2"],
  ] as const)("%s goes to the next seat that way", (arrow, id) => {
    const from = at("2-2");
    expect(from && neighbour(seats, from, arrow)?.id).toBe(id);
  });

  it("stays at the edge", () => {
    const corner = at("1-1");
    expect(corner && neighbour(seats, corner, "ArrowDown")).toBeNull();
    expect(corner && neighbour(seats, corner, "ArrowLeft")).toBeNull();
  });

  it("reaches every seat of an arc", () => {
    const hall = arc(9);
    const reached = new Set<string>();
    const queue = hall.slice(0, 1);
    for (let seat = queue.pop(); seat; seat = queue.pop()) {
      if (reached.has(seat.id)) continue;
      reached.add(seat.id);
      for (const arrow of ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"] as const) {
        const next = neighbour(hall, seat, arrow);
        if (next) queue.push(next);
      }
    }
    expect(reached.size).toBe(hall.length);
  });
});

describe("naming a seat", () => {
  it.each(["2-3", " 2-3 ", "2排3座", "2 3", "Row 2, seat 3"])("%s", (typed) => {
    expect(seatNamed(grid(3, 3), typed)?.id).toBe("2-3");
  });

  it.each(["", "9-9", "2", "1-2-3"])("not %s", (typed) => {
    expect(seatNamed(grid(3, 3), typed)).toBeNull();
  });

  it("proposes rows like a hall's", () => {
    expect([1, 256, 3000].map(proposedRows)).toEqual([1, 8, 27]);
  });
});

describe("the drawing", () => {
  it("keeps every dot inside and apart", () => {
    for (const [seats, kind] of [
      [arc(20), "arc"],
      [grid(12, 20), "grid"],
    ] as const) {
      const { seats: dots, radius, height } = layOut(seats, kind);
      for (const { x, y } of dots) {
        expect(x).toBeGreaterThanOrEqual(radius);
        expect(y).toBeGreaterThanOrEqual(radius);
        expect(y).toBeLessThanOrEqual(height - radius);
      }
      const [first, second] = [dots[0], dots[1]];
      expect(
        Math.hypot((first?.x ?? 0) - (second?.x ?? 0), (first?.y ?? 0) - (second?.y ?? 0)),
      ).toBeGreaterThan(1.9 * radius);
    }
  });

  it("names a delegation that sits together, not one that is scattered", () => {
    const seats = arc(20);
    const layout = layOut(seats, "arc");
    const left = seats
      .filter(({ col }) => col <= 3)
      .map((seat) => [seat.id, member(seat.id, "左团")] as const);
    const ends = ["1-10", "1-20", "2-20"].map((id) => [id, member(id, "散团")] as const);
    const labels = delegationLabels(layout, new Map([...left, ...ends]));
    expect(labels.map(({ name, anchor }) => [name, anchor])).toEqual([["左团", "start"]]);
  });
});
