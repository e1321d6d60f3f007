/** Building elements without a framework and without markup in strings. */

export type Child = Node | string | false | null | undefined;
type Value = string | number | boolean | null | undefined | ((event: Event) => void);
export type Props = Readonly<Record<string, Value>>;

const SVG = "http://www.w3.org/2000/svg";

function fill(element: Element, props: Props, children: readonly Child[]): void {
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined)
      element.setAttribute(name, String(value));
  }
  element.append(
    ...children.filter(
      (child): child is Node | string => child !== false && child !== null && child !== undefined,
    ),
  );
}

/** An HTML element: attributes, listeners by event name (`click: …`), children. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  fill(element, props, children);
  return element;
}

/** An SVG element. */
export function s<K extends keyof SVGElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, tag) as SVGElementTagNameMap[K];
  fill(element, props, children);
  return element;
}

const HAN = /\p{Script=Han}/u;
const NO_BREAK_BEFORE = /^[\p{Pe}\p{Pf}\p{Po}的]/u;
const NO_BREAK_AFTER = /[\p{Ps}\p{Pi}]$/u;

let segmenter: Intl.Segmenter | undefined;

/**
 * A title's text with `<wbr>` between Chinese words, for `word-break: keep-all`: it breaks between words, never before a
 * closing mark or 的.
 */
export function phrases(title: string): Child[] {
  segmenter ??= new Intl.Segmenter("zh", { granularity: "word" });
  const words = [...segmenter.segment(title)].map(({ segment }) => segment);
  return words.flatMap((word, i) => {
    const before = words[i - 1] ?? "";
    const free = HAN.test(before + word) && !NO_BREAK_BEFORE.test(word) && !NO_BREAK_AFTER.test(before);
    return free && i > 0 ? [document.createElement("wbr"), word] : [word];
  });
}

/** Width of a text in ems: a Chinese character is one, a Latin one about half. */
export function emWidth(text: string): number {
  return [...text].reduce((sum, char) => sum + (char.charCodeAt(0) > 0x2e7f ? 1 : 0.54), 0);
}
