/** QR codes in the page, and the code that deputy and checker compare. */
import { h, s } from "@hemicycle/kit/dom";
import { unb64u } from "@hemicycle/kit/encoding";
import { trackingCode } from "@hemicycle/kit/trackingcode";

/** Before the first paint nobody needs to draw one. */
const drawing = () => import("@hemicycle/kit/draw/qrpath");

/** The code as a drawing, black on white in every theme; `label` says what it holds. */
export function qr(text: string, label: string): SVGSVGElement {
  const drawn = s("svg", { class: "qr", role: "img", "aria-label": label });
  void drawing().then(({ qrPath }) => {
    const { size, d } = qrPath(text);
    drawn.setAttribute("viewBox", `0 0 ${size} ${size}`);
    drawn.append(
      s("rect", { width: size, height: size, fill: "#fff" }),
      s("path", { d, fill: "#000", "shape-rendering": "crispEdges" }),
    );
  });
  return drawn;
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
