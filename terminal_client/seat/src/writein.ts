/** The slots for names that are on no list (另选他人): one line to type in for each, and why a name can't stand. */
import { h } from "@hemicycle/kit/dom";
import type { PaperActions } from "./actions.ts";
import { f } from "./formtexts.ts";
import { type Filling, type Listing, slotFault } from "./paper.ts";
import { slotFaultWords, slotsWords } from "./paperwords.ts";

export interface WriteIns {
  readonly element: HTMLElement;
  update(paper: Filling): void;
  focus(slot: number): void;
}

interface Slot {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
  update(paper: Filling): void;
}

function slotOf(slot: number, actions: PaperActions): Slot {
  const id = `slot-${slot}`;
  const fault = h("p", { class: "fault", id: `${id}-fault`, hidden: true });
  const input = h("input", {
    id,
    type: "text",
    "data-focus": id,
    "aria-describedby": `${id}-fault`,
    autocomplete: "off",
    spellcheck: "false",
    enterkeyhint: "done",
    input: () => actions.write(slot, input.value),
  });
  return {
    element: h("div", { class: "slot" }, h("label", { for: id }, f().slot(slot + 1)), input, fault),
    input,
    update(paper) {
      const typed = paper.draft.written[slot] ?? "";
      const found = slotFault(paper, slot);
      // what is being typed is not touched: an input method would lose its place
      if (input.value !== typed) input.value = typed;
      input.setAttribute("aria-invalid", String(found !== null));
      fault.textContent = found ? slotFaultWords(found, paper.item) : "";
      fault.hidden = found === null;
    },
  };
}

export function writeIns({ item }: Listing, actions: PaperActions): WriteIns {
  const slots = Array.from({ length: item.w }, (_, slot) => slotOf(slot, actions));
  const count = h("p", { class: "soft" });
  const element = h(
    "li",
    { class: "written" },
    h(
      "section",
      { "aria-labelledby": "written-title" },
      h("h2", { id: "written-title" }, f().writeIn),
      count,
      h("div", { class: "slots" }, ...slots.map((one) => one.element)),
    ),
  );
  return {
    element,
    update(paper) {
      count.textContent = `${f().writtenRule}${f().semicolon}${slotsWords(paper)}`;
      for (const one of slots) one.update(paper);
    },
    focus(slot) {
      slots[slot]?.input.focus({ preventScroll: true });
      element.scrollIntoView({ block: "end" });
    },
  };
}
