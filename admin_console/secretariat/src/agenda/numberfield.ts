/** A labelled whole number. */

import { html } from "lit";
import { field } from "../parts.ts";

export function numberField(
  id: string,
  label: string,
  value: number,
  least: number,
  most: number,
  set: (value: number) => void,
  note = "",
) {
  return field(
    id,
    label,
    html`<input
      id=${id}
      type="number"
      min=${least}
      max=${most}
      aria-describedby=${note ? `${id}-note` : ""}
      .value=${String(value)}
      @input=${(event: Event) => {
        const typed = (event.target as HTMLInputElement).valueAsNumber;
        if (Number.isInteger(typed) && typed >= least && typed <= most) set(typed);
      }}
    />`,
    note,
  );
}
