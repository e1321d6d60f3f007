/** The form that enrols a terminal with its code. */
import { h } from "@hemicycle/kit/dom";
import { EncodingError, groups } from "@hemicycle/kit/encoding";
import { enrol, type Identity } from "@hemicycle/kit/enrol";
import { wordsOf } from "@hemicycle/kit/i18n";
import { t } from "./texts.ts";

/** Builds the form; `given` is a code from the link, used at once. `done` hears of the enrolled terminal. */
export function enrolForm(given: string | null, done: (identity: Identity) => void): HTMLElement {
  const input = h("input", {
    id: "code",
    class: "code",
    autocomplete: "off",
    autocapitalize: "characters",
    spellcheck: "false",
    inputmode: "text",
    maxlength: 40,
    "aria-describedby": "code-failure",
    value: given ? groups(given.replace(/[\s-]/g, "").toUpperCase()) : "",
  });
  const failure = h("p", { id: "code-failure", class: "trouble", role: "alert", hidden: true });
  const button = h("button", { class: "btn primary large" }, t().enrolButton);

  async function submit(): Promise<void> {
    button.disabled = true;
    button.textContent = t().enrolBusy;
    failure.hidden = true;
    try {
      done(await enrol("seat", input.value, ["deputy"], navigator.userAgent));
    } catch (error) {
      failure.textContent = error instanceof EncodingError ? t().badCode : wordsOf(error);
      failure.hidden = false;
      button.disabled = false;
      button.textContent = t().enrolButton;
      input.focus();
    }
  }

  const form = h(
    "form",
    {
      class: "sheet enrol",
      submit: (event) => {
        event.preventDefault();
        void submit();
      },
    },
    h("h1", {}, t().enrolTitle),
    h("p", {}, t().enrolHow),
    h("label", { for: "code" }, t().enrolLabel),
    input,
    failure,
    button,
  );
  if (given) queueMicrotask(() => void submit());
  return form;
}
