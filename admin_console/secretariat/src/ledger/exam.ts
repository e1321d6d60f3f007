/** The exam in law of one case: a paper is drawn from the banks, printed, and waits for its answers. */
import { download } from "@hemicycle/kit/download";
import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { trouble, working } from "../parts.ts";
import { type Case, PAPER_ITEMS } from "./model.ts";
import { LedgerPart } from "./pieces.ts";
import { t } from "./texts.ts";

interface Paper {
  readonly person: string;
  readonly attempt: number;
  readonly seed: string;
  readonly items: readonly { readonly text: string; readonly options: readonly string[] }[];
}

@customElement("exam-desk")
export class ExamDesk extends LedgerPart {
  @property({ attribute: false }) one!: Case;
  /** Banks left out by hand. */
  @state() private off: ReadonlySet<string> = new Set();

  async #draw(banks: readonly string[]): Promise<void> {
    const done = await this.attempt(t().signing, () =>
      this.desk.onLedger("exam-draw", { case: this.one.id, banks: [...banks] }),
    );
    if (done) this.desk.say(t().done);
  }

  async #print(): Promise<void> {
    await this.attempt(t().paper, async () => {
      const path = `/v1/bodies/${this.desk.identity.body}/ledger/paper?case=${encodeURIComponent(this.one.id)}`;
      const paper = await this.desk.api.get<Paper>(path);
      download(
        `exam-${this.one.id}-${paper.attempt}.txt`,
        new Blob([paperText(paper)], { type: "text/plain;charset=utf-8" }),
      );
    });
  }

  protected override render() {
    const waits = this.one.next.includes("exam-answers");
    return html`<div class="form">
      <h3>${t().exam}</h3>
      ${
        waits
          ? html`<p><button class="btn small" type="button" ?disabled=${this.busy !== ""} @click=${() => void this.#print()}>${t().paper}</button></p>`
          : this.#drawing()
      }
      ${trouble(this.problem)}${working(this.busy)}
    </div>`;
  }

  #drawing() {
    const { banks } = this.ledger;
    if (banks.length === 0) return html`<p class="soft">${t().needBanks}</p>`;
    const chosen = banks.filter(({ id }) => !this.off.has(id));
    const items = chosen.reduce((sum, bank) => sum + bank.items, 0);
    const few = items < PAPER_ITEMS;
    return html`<p class="soft">${t().drawNote}</p>
      <fieldset>
        <legend>${t().drawFrom}</legend>
        ${banks.map(
          ({ id, name, items: size }) =>
            html`<label class="check"
              ><input
                type="checkbox"
                .checked=${!this.off.has(id)}
                @change=${() => {
                  const off = new Set(this.off);
                  if (!off.delete(id)) off.add(id);
                  this.off = off;
                }}
              />
              ${name} <span class="soft">${t().bankCount(size)}</span></label
            >`,
        )}
      </fieldset>
      <p class="end">
        <span class="notice">${few ? t().needItems(items) : nothing}</span>
        <button
          class="btn small primary"
          type="button"
          aria-disabled=${few ? "true" : "false"}
          ?disabled=${this.busy !== ""}
          @click=${() => (few ? undefined : void this.#draw(chosen.map(({ id }) => id)))}
        >
          ${t()["form exam-draw"]}
        </button>
      </p>`;
  }
}

/** The paper as plain text, to be printed; it holds no answers. */
export function paperText({ person, attempt, seed, items }: Paper): string {
  const lines = items.map(({ text, options }, n) => {
    const choices = options.map((option, at) => `    ${"ABCDEFGH"[at]}. ${option}`);
    return [`${n + 1}. ${text}`, ...choices, ""].join("\r\n");
  });
  const top = [t().paperTitle(person, attempt), t().paperWords, `${t().seed} ${seed}`, ""];
  return `\ufeff${[...top, ...lines].join("\r\n")}`;
}
