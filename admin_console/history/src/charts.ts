/** Charts of the past: drawn small, with all their figures beside or below them. */
import { s } from "@hemicycle/kit/dom";
import { votesBar } from "@hemicycle/kit/draw/bars";
import { thresholdShare } from "@hemicycle/kit/draw/threshold";
import { lang } from "@hemicycle/kit/i18n";
import { dayWords, type Outcome, type PastFigures, type PastSitting } from "@hemicycle/kit/past";
import { t } from "./texts.ts";

/** Sittings in one chart: more would be too narrow for their dates. */
export const MOST_COLUMNS = 16;
const [COLUMN, WIDTH, HIGH, TOP, FOOT] = [64, 30, 150, 26, 28] as const;

/** Heights of a column's parts from the ground up, in units of the drawing. */
export function columnParts(
  { due, came, leave }: Pick<PastSitting, "due" | "came" | "leave">,
  height: number,
) {
  const share = (part: number) => (due === 0 ? 0 : (height * part) / due);
  return { came: share(came), leave: share(leave) };
}

/** Attendance as columns, oldest first: who came, who had leave, the rest of those due. */
export function attendanceChart(newestFirst: readonly PastSitting[]): SVGSVGElement {
  const sittings = newestFirst.slice(0, MOST_COLUMNS).reverse();
  const ground = TOP + HIGH;
  const columns = sittings.flatMap((sitting, i) => {
    const parts = columnParts(sitting, HIGH);
    const middle = i * COLUMN + COLUMN / 2;
    const x = middle - WIDTH / 2;
    return [
      s("rect", { class: "track", x, y: TOP, width: WIDTH, height: HIGH }),
      s("rect", { class: "came", x, y: ground - parts.came, width: WIDTH, height: parts.came }),
      parts.leave > 0 &&
        s("rect", {
          class: "leave",
          x: x + 1,
          y: ground - parts.came - parts.leave,
          width: WIDTH - 2,
          height: parts.leave,
        }),
      s("text", { x: middle, y: TOP - 8, "font-size": 15, "font-weight": 500 }, String(sitting.came)),
      s(
        "text",
        { class: "faint", x: middle, y: ground + 20, "font-size": 14 },
        dayWords(sitting.opened_ms, lang.value, "short"),
      ),
    ];
  });
  const width = Math.max(1, sittings.length) * COLUMN;
  return s(
    "svg",
    {
      class: "attendance",
      viewBox: `0 0 ${width} ${ground + FOOT}`,
      width,
      height: ground + FOOT,
      role: "img",
      "aria-label": t().chartOf(sittings.length),
    },
    s("line", { class: "ground", x1: 0, x2: width, y1: ground, y2: ground }),
    ...columns,
  );
}

/** For, against and abstain over all members in office, with the threshold's tick. */
export function figuresBar(figures: PastFigures, width = 200, height = 14): SVGSVGElement {
  const { for: yes, against, abstain, members } = figures;
  return votesBar(
    {
      left: [{ band: "for", votes: yes }],
      right: [
        { band: "against", votes: against },
        { band: "abstain", votes: abstain },
      ],
      whole: members,
      tick: thresholdShare(figures),
    },
    { label: t().barOf(yes, against, abstain, members), width, height },
  );
}

type Kind = Readonly<Record<Outcome, number>>;

/** How many of a kind never came to a result. */
export function unfinished(kind: Kind): number {
  return kind.void + kind.withdrawn + kind.deferred;
}

export function kindTotal(kind: Kind): number {
  return kind.carried + kind["not-carried"] + kind.names + unfinished(kind);
}

/** Outcomes of a kind in ink: verdicts have no colour. `whole` is the longest bar's total. */
export function kindBar(kind: Kind, whole: number): SVGSVGElement {
  return votesBar(
    {
      left: [
        { band: "best", votes: kind.carried },
        { band: "good", votes: kind.names },
        { band: "basic", votes: kind["not-carried"] },
        { band: "bad", votes: unfinished(kind) },
      ],
      right: [],
      whole,
      tick: null,
    },
    { label: "", width: 240, height: 16 },
  );
}

/** A sample of a tone, before its word. */
export function swatch(band: "best" | "good" | "basic" | "bad"): SVGSVGElement {
  return votesBar(
    { left: [{ band, votes: 1 }], right: [], whole: 1, tick: null },
    { label: "", width: 20, height: 12 },
  );
}
