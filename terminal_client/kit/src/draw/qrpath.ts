/** QR codes as one SVG path: crisp at every size, and drawn without a data URL. */
import { encode } from "uqr";

const QUIET = 4;
/** Trying all eight masks for the best looking costs fifteen times as much; readers undo any. */
const MASK = 3;
/** What a code can hold that may be damaged; a longer text gets one that may be less so. */
const HELD_AT_M = 2331;

export interface QrPath {
  /** Modules a side, quiet zone included. */
  readonly size: number;
  readonly d: string;
}

/** The dark modules as horizontal runs. */
export function qrPath(text: string): QrPath {
  const ecc = text.length > HELD_AT_M ? "L" : "M";
  const { data, size } = encode(text, { ecc, border: QUIET, maskPattern: MASK });
  let d = "";
  data.forEach((row, y) => {
    for (let x = 0; x < size; x += 1) {
      if (!row[x]) continue;
      const from = x;
      while (x < size && row[x]) x += 1;
      d += `M${from} ${y}h${x - from}v1h${from - x}z`;
    }
  });
  return { size, d };
}
