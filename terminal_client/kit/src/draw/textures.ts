/** Textures of bands, so that they are told apart without colour. */
import { s } from "../dom.ts";

/** Which way the lines run. */
export type Texture = "diagonal" | "level";

/** A band over a smaller share of N than this carries no texture: it would only be noise. */
export const TEXTURED_FROM = 0.03;

let drawn = 0;

/** A pattern to put into `defs` and the fill that refers to it; `size` is the distance of its lines. */
export function texture(kind: Texture, size: number): { defs: SVGDefsElement; fill: string } {
  const id = `texture-${++drawn}`;
  const lines = { id, width: size, height: size, patternUnits: "userSpaceOnUse" };
  const pattern =
    kind === "diagonal"
      ? s(
          "pattern",
          { ...lines, patternTransform: "rotate(45)" },
          s("rect", { class: "hatch", width: size * 0.28, height: size }),
        )
      : s("pattern", lines, s("rect", { class: "hatch", width: size, height: size * 0.24 }));
  return { defs: s("defs", {}, pattern), fill: `url(#${id})` };
}
