/** Marks as the vectors write them: a flat list for each item, null for no grade, `""` for a blank slot. */
import { ELECTION, GRADES, type Marks } from "../src/marks.ts";
import type { Choices, Form } from "../src/sealed/forms.ts";

export function marksOf(form: Form, flat: readonly (readonly (string | number | null)[])[]): Choices {
  return form.map(({ type, c }, i) => {
    const marks = flat[i] ?? [];
    if (type === GRADES) return marks.map((mark) => mark ?? 0) as Marks;
    if (type !== ELECTION) return marks as Marks;
    return { names: marks.slice(0, c), written: marks.slice(c).filter((name) => name !== "") } as Marks;
  });
}
