/** A gauge: how much of a whole has been reached, on the arc of all members, with a tick where it suffices. */
import { s } from "../dom.ts";
import { arcBand, besideTick, onArc } from "./geometry.ts";

export interface GaugeOptions {
  /** Text alternative. */
  readonly label: string;
  /** How many suffice, and the words at that place. */
  readonly needed?: { readonly count: number; readonly words: string };
  readonly figure: string;
  readonly caption: string;
}

const [CX, CY, OUTER, INNER] = [250, 290, 240, 204];

/** `count` of `whole` as a band of participation, 500 × 300. */
export function gauge(count: number, whole: number, options: GaugeOptions): SVGSVGElement {
  const angle = (value: number) => (180 * Math.min(value, whole)) / Math.max(1, whole);
  const { needed } = options;
  const at = angle(needed?.count ?? 0);
  const [a, b, words] = [
    onArc(CX, CY, OUTER + 8, at),
    onArc(CX, CY, INNER - 8, at),
    onArc(CX, CY, OUTER + 18, at),
  ];
  const ends = { x1: a.x, y1: a.y, x2: b.x, y2: b.y };
  return s(
    "svg",
    { class: "arc", viewBox: "0 0 500 300", role: "img", "aria-label": options.label },
    s("path", { class: "track", d: arcBand(CX, CY, OUTER, INNER, 0, 180) }),
    count > 0 && s("path", { class: "part", d: arcBand(CX, CY, OUTER, INNER, 0, angle(count)) }),
    needed && s("line", { class: "halo", "stroke-width": 11, ...ends }),
    needed && s("line", { class: "tick", "stroke-width": 4, ...ends }),
    needed &&
      s(
        "text",
        { class: besideTick(at), x: words.x, y: words.y, "font-size": 18, "font-weight": 500 },
        needed.words,
      ),
    s("text", { x: CX, y: 244, "font-size": 84, "font-weight": 700 }, options.figure),
    s("text", { x: CX, y: 282, "font-size": 22, "font-weight": 500 }, options.caption),
  );
}
