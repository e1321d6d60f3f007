/** A mark in a lit template. */
import { guard } from "lit/directives/guard.js";
import { type GlyphName, glyph } from "./draw/glyphs.ts";

/** A mark before a word, drawn once for each name. */
export function sign(name: GlyphName) {
  return guard([name], () => glyph(name));
}
