/**
 * The seat test of docs/protocol.md §12: each key is pressed once before the sitting. Nothing is voted on and nothing recorded;
 * which keys were tried is told with what the device tells of itself. It gives way to every vote.
 */
import { h } from "@hemicycle/kit/dom";
import { glyph } from "@hemicycle/kit/draw/glyphs";
import { common, lang, texts } from "@hemicycle/kit/i18n";
import type { SittingLink } from "@hemicycle/kit/sitting";
import { CHOICES, type Choice, type SeatTestFrame } from "@hemicycle/kit/types";
import "./seattest.css";

const t = texts(
  {
    title: "按键测试",
    how: "请把三个键各按一次。这不是表决，不作记录。",
    tried: "已测",
    done: "三个键都正常，谢谢",
    skip: "稍后再测",
    close: "完成",
  },
  {
    title: "Key test",
    how: "Please press each of the three keys once. This is no vote; nothing is recorded.",
    tried: "Tried",
    done: "All three keys work. Thank you",
    skip: "Not now",
    close: "Done",
  },
);

const VOTING: ReadonlySet<string> = new Set(["announced", "open"]);

export class SeatTest {
  readonly #dialog = h("dialog", { class: "seat-test", "aria-labelledby": "seat-test-title" });
  #test = "";
  #put = "";
  #tried = new Set<Choice>();

  constructor(private readonly link: Pick<SittingLink, "seatTest" | "model" | "status" | "device">) {
    this.#dialog.addEventListener("close", () => this.#leave());
    this.#dialog.addEventListener("keydown", (event) => this.#key(event));
    for (const news of [link.seatTest, link.model, link.status, lang]) news.subscribe(() => this.#look());
  }

  get #going(): SeatTestFrame | null {
    const { model, status, seatTest } = this.link;
    const voting = model.value.state?.divisions.some(({ state }) => VOTING.has(state)) ?? true;
    const test = seatTest.value;
    return !voting && status.value.phase === "online" && test?.id ? test : null;
  }

  #look(): void {
    const id = this.#going?.id ?? "";
    if (id !== this.#test) {
      this.#test = id;
      this.#tried = new Set();
    }
    const shown = id !== "" && id !== this.#put;
    if (!shown && !this.#dialog.isConnected) return;
    if (!shown) {
      // without its event: it was the test that ended
      this.#dialog.removeAttribute("open");
      this.#dialog.remove();
      return;
    }
    this.#draw();
    if (this.#dialog.isConnected) return;
    document.body.append(this.#dialog);
    this.#dialog.showModal();
    this.#dialog.querySelector("h1")?.focus();
  }

  /** Put away by the person: this test does not come back. */
  #leave(): void {
    this.#put = this.#test;
    this.#dialog.remove();
  }

  #key(event: KeyboardEvent): void {
    event.stopPropagation();
    const choice = CHOICES[Number(event.key) - 1];
    if (choice) this.#press(choice);
  }

  #press(choice: Choice): void {
    if (!this.#going) return;
    this.#tried.add(choice);
    this.link.device?.tried(this.#test, [...this.#tried]);
    this.#draw();
  }

  #draw(): void {
    const all = this.#tried.size === CHOICES.length;
    const focused = document.activeElement?.getAttribute("data-key") ?? "";
    const keys = CHOICES.map((choice) => {
      const tried = this.#tried.has(choice);
      const words = h("span", { class: "tried" }, tried && glyph("tick"), tried && t().tried);
      return h(
        "button",
        { type: "button", class: `key ${choice}`, "data-key": choice, click: () => this.#press(choice) },
        glyph(choice),
        h("span", {}, common()[choice]),
        words,
      );
    });
    const leave = h(
      "button",
      {
        type: "button",
        class: all ? "btn primary" : "btn",
        "data-key": "leave",
        click: () => this.#dialog.close(),
      },
      all ? t().close : t().skip,
    );
    const status = h("p", { role: "status" }, all ? t().done : t().how);
    const title = h("h1", { id: "seat-test-title", tabindex: "-1", "data-key": "" }, t().title);
    this.#dialog.replaceChildren(title, status, h("div", { class: "keys" }, ...keys), leave);
    // at first on the title: no key invites more than another
    this.#dialog.querySelector<HTMLElement>(`[data-key="${all ? "leave" : focused}"]`)?.focus();
  }
}
