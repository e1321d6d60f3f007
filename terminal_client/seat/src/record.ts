/** 我的履职 / My record: opened from the agenda, put away as soon as something is put to the vote. */
import type { Api } from "@hemicycle/kit/api";
import { h } from "@hemicycle/kit/dom";
import { texts } from "@hemicycle/kit/i18n";

export const r = texts({ record: "我的履职" }, { record: "My record" });

/** The button on the agenda. */
export function recordButton(open: () => void): HTMLElement {
  return h("button", { type: "button", class: "btn", "data-focus": "record", click: open }, r().record);
}

export class OwnRecord {
  #dialog: HTMLDialogElement | null = null;
  #idle = true;

  /** `server` is the origin that other devices know the server by: an installed page's own is this device. */
  constructor(private readonly server: string) {}

  /** The record of the member at this terminal, laid over the agenda; what draws it is loaded when it is first asked for. */
  async open(api: Api, body: string, member: string): Promise<void> {
    const { recordView } = await import("./recordview.ts");
    if (!this.#idle || this.#dialog) return;
    const opener = document.activeElement as HTMLElement | null;
    const path = `/v1/bodies/${body}/history/members/${encodeURIComponent(member)}`;
    const dialog = recordView(api, path, `${this.server}/verify/`);
    dialog.addEventListener("close", () => {
      dialog.remove();
      this.#dialog = null;
      const focus = opener?.dataset.focus;
      if (focus) document.querySelector<HTMLElement>(`[data-focus="${focus}"]`)?.focus();
    });
    this.#dialog = dialog;
    document.body.append(dialog);
    dialog.show();
    dialog.querySelector("button")?.focus();
  }

  /** Whether there is nothing but the agenda on the screen; else the record goes away. */
  follow(idle: boolean): void {
    this.#idle = idle;
    if (!idle) this.#dialog?.close();
  }
}
