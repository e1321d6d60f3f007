/** QR codes as one SVG path: crisp at every size, and drawn without a data URL. */
import { svg, type TemplateResult } from "lit";
import { encode } from "uqr";

const QUIET = 3;

export interface QrPath {
  /** Modules a side, quiet zone included. */
  readonly size: number;
  readonly d: string;
}

/** The dark modules as horizontal runs. */
export function qrPath(text: string): QrPath {
  const { data, size } = encode(text, { ecc: "M", border: QUIET });
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

/** The code as a drawing; `label` says what it opens. */
export function qr(text: string, label: string): TemplateResult {
  const { size, d } = qrPath(text);
  return svg`<svg class="qr" viewBox="0 0 ${size} ${size}" role="img" aria-label=${label} shape-rendering="crispEdges"
    ><rect width=${size} height=${size} fill="#fff"></rect><path d=${d} fill="#000"></path></svg>`;
}
