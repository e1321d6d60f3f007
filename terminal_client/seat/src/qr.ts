/** QR codes in the page, and the code that deputy and checker compare. */
import { h, s } from "@hemicycle/kit/dom";
import { qrPath } from "@hemicycle/kit/draw/qrpath";
import { unb64u } from "@hemicycle/kit/encoding";
import { trackingCode } from "@hemicycle/kit/sealed/entries";

/** The code as a drawing, black on white in every theme; `label` says what it holds. */
export function qr(text: string, label: string): SVGSVGElement {
  const { size, d } = qrPath(text);
  return s(
    "svg",
    { class: "qr", viewBox: `0 0 ${size} ${size}`, role: "img", "aria-label": label },
    s("rect", { width: size, height: size, fill: "#fff" }),
    s("path", { d, fill: "#000", "shape-rendering": "crispEdges" }),
  );
}

/** The tracking code of a head (b64u). */
export function codeOf(head: string): string {
  return trackingCode(unb64u(head, 32));
}

/** A tracking code in two lines of three groups. */
export function codeLines(head: string): HTMLElement {
  const code = codeOf(head);
  const half = (code.length - 1) / 2;
  return h(
    "p",
    { class: "code tracking" },
    h("span", {}, code.slice(0, half)),
    " ",
    h("span", {}, code.slice(half + 1)),
  );
}
