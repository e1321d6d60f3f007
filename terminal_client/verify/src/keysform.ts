/** Keys that a person has from elsewhere, to be compared with a record's own. */
import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import type { Anchors } from "./engine/bundle.ts";
import { t } from "./texts.ts";

const NAMES = ["server", "admin", "pin"] as const;
type Name = (typeof NAMES)[number];

/** Seat and key of each line of a roll; null if it is none. */
export function readRoll(text: string): Record<string, string> | null {
  const lines = text
    .replace(/^\ufeff/, "")
    .split(/\r?\n/)
    .map((line) => line.split(",").map((cell) => cell.trim()))
    .filter(([seat]) => seat);
  const [head, ...rows] = lines;
  if (head?.[0] !== "seat" || head[1] !== "key" || rows.length === 0) return null;
  if (!rows.every((row) => row.length === 2 && row[1])) return null;
  return Object.fromEntries(rows.map(([seat = "", key = ""]) => [seat, key]));
}

export class KeysForm {
  readonly #typed: Record<Name, string> = { server: "", admin: "", pin: "" };
  #roll: Readonly<Record<string, string>> | null = null;
  #bad = false;

  constructor(readonly changed: () => void) {}

  /** What was given; nothing is compared that was not. */
  get anchors(): Anchors {
    const given = (name: Name) => this.#typed[name].trim() || undefined;
    return {
      server: given("server"),
      admin: given("admin"),
      pin: given("pin"),
      keys: this.#roll ?? undefined,
    };
  }

  async #read(input: HTMLInputElement): Promise<void> {
    const file = input.files?.[0];
    this.#roll = file ? readRoll(await file.text()) : null;
    this.#bad = file !== undefined && this.#roll === null;
    this.changed();
  }

  /** The form; `compare` verifies the open files anew. */
  view(compare: ((anchors: Anchors) => void) | null) {
    const words = { server: t().serverKey, admin: t().adminKey, pin: t().pinKey };
    const rolled = this.#roll ? t().rollRead(Object.keys(this.#roll).length) : this.#bad ? t().rollBad : "";
    return html`<details class="keysform sheet noprint">
      <summary><b>${t().keysTitle}</b> <span class="soft">${t().keysOptional}</span></summary>
      <p>${t().keysWords}</p>
      <div class="fields">
        ${NAMES.map(
          (name) =>
            html`<label>${words[name]}
              <input class="code" autocomplete="off" spellcheck="false" .value=${live(this.#typed[name])}
                @input=${({ target }: Event) => {
                  this.#typed[name] = (target as HTMLInputElement).value;
                }} />
            </label>`,
        )}
        <label>${t().roll}
          <input type="file" accept=".csv,text/csv" @change=${({ target }: Event) => void this.#read(target as HTMLInputElement)} />
          <span class="soft" role="status">${rolled}</span>
        </label>
      </div>
      ${
        compare
          ? html`<button class="btn" type="button" @click=${() => compare(this.anchors)}>${t().compare}</button>`
          : nothing
      }
    </details>`;
  }
}
