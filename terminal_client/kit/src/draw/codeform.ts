/** The form that enrols a device: a code in the link is used at once, else it is typed. */
import { h } from "../dom.ts";
import { EncodingError } from "../encoding.ts";
import { codeFromAddress, enrol, type Identity, type Page } from "../enrol.ts";
import { wordsOf } from "../i18n.ts";
import type { Role } from "../types.ts";

export interface CodeFormTexts {
  readonly title: string;
  readonly text: string;
  readonly code: string;
  readonly enrol: string;
  readonly enrolling: string;
  readonly badCode: string;
}

export interface CodeFormOptions {
  readonly page: Page;
  readonly roles: readonly Role[];
  /** The device's name in the register. */
  readonly device: string;
  readonly texts: CodeFormTexts;
  readonly onEnrolled: (identity: Identity) => void;
}

/** A form that enrols once and then calls `onEnrolled`; a refusal is told in it. */
export function codeForm(options: CodeFormOptions): HTMLFormElement {
  const { page, roles, device, texts, onEnrolled } = options;
  const input = h("input", {
    name: "code",
    class: "code",
    autocomplete: "off",
    autocapitalize: "characters",
    spellcheck: "false",
    maxlength: 40,
    required: true,
  });
  const button = h("button", { class: "btn primary", type: "submit" }, texts.enrol);
  const trouble = h("p", { class: "trouble", role: "alert", hidden: true });
  const submit = async (typed: string) => {
    button.disabled = true;
    button.textContent = texts.enrolling;
    trouble.hidden = true;
    try {
      onEnrolled(await enrol(page, typed, roles, device));
    } catch (error) {
      trouble.textContent = error instanceof EncodingError ? texts.badCode : wordsOf(error);
      trouble.hidden = false;
      button.disabled = false;
      button.textContent = texts.enrol;
      input.focus();
    }
  };
  const form = h(
    "form",
    {
      class: "sheet enrol",
      submit: (event) => {
        event.preventDefault();
        void submit(input.value);
      },
    },
    h("h1", {}, texts.title),
    h("p", { class: "soft" }, texts.text),
    h("label", {}, texts.code, input),
    trouble,
    button,
  );
  const code = codeFromAddress();
  if (code !== null) {
    input.value = code;
    void submit(code);
  }
  return form;
}
