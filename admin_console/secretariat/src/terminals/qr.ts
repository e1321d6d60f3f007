/** QR codes in a page. */

import { qrPath } from "@hemicycle/kit/draw/qrpath";
import { svg, type TemplateResult } from "lit";

/** The code as a drawing; `label` says what it opens. */
export function qr(text: string, label: string): TemplateResult {
  const { size, d } = qrPath(text);
  return svg`<svg class="qr" viewBox="0 0 ${size} ${size}" role="img" aria-label=${label} shape-rendering="crispEdges"
    ><rect width=${size} height=${size} fill="#fff"></rect><path d=${d} fill="#000"></path></svg>`;
}
