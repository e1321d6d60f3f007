/** How a name stands on a printed card: long ones smaller and broken at their dots, high scripts with room between lines. */
import { html } from "lit";

/** As many characters fit on a card's line. */
const ROOM = 7;
const HIGH = /[\p{Script=Tibetan}\p{Script=Mongolian}\p{Script=Arabic}]/u;

/** The classes of a name. Pure. */
export function nameClass(name: string): string {
  const wide = [...name].reduce((sum, character) => sum + (/\p{Script=Han}/u.test(character) ? 1 : 0.6), 0);
  return [wide > ROOM ? "long" : "", HIGH.test(name) ? "high" : ""].filter(Boolean).join(" ");
}

export function cardName(name: string) {
  const [first = "", ...rest] = name.split("·");
  return html`<bdi class="title ${nameClass(name)}">${first}${rest.map((part) => html`·<wbr />${part}`)}</bdi>`;
}
