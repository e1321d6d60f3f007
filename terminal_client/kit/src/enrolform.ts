/** The form that enrols a device with its code (seat, hall, chair). */
import { h } from "./dom.ts";
import { EncodingError, groups } from "./encoding.ts";
import { enrol, type Identity, type Page } from "./enrol.ts";
import { common, lang, setLang, texts, wordsOf } from "./i18n.ts";
import type { ToldPages } from "./pages.ts";
import type { Role } from "./types.ts";

const t = texts(
  {
    code: "登记码",
    enrol: "登记",
    enrolling: "正在登记",
    badCode: "登记码应为 16 个字母或数字，请核对后重新输入。字母中没有 U。",
  },
  {
    code: "Code",
    enrol: "Enrol",
    enrolling: "Enrolling",
    badCode: "A code has 16 letters and digits; U is not among them. Please check it.",
  },
);

export interface EnrolFormOptions {
  readonly page: Page;
  /** Roles whose codes this page takes. */
  readonly roles: readonly Role[];
  /** The device's name in the register. */
  readonly device: string;
  /** A code from the link, used at once. */
  readonly given: string | null;
  /** The scrutineers' pin from the link. */
  readonly pin?: string | null;
  /** What a terminal tells of the pages that it runs. */
  readonly pages?: ToldPages | null;
  readonly title: string;
  readonly how: string;
  /** Whether the page around the form offers no other language. */
  readonly alone?: boolean;
  readonly done: (identity: Identity) => void;
}

/** What was typed and refused last: a page that draws the form anew, in the other language, shows it again. */
const last: { code: string; problem: unknown } = { code: "", problem: null };

/** A form that enrols once and then calls `done`; a refusal is told in it. */
export function enrolForm(options: EnrolFormOptions): HTMLFormElement {
  const { page, roles, device, given, pin = null, pages = null, title, how, alone = false, done } = options;
  const input = h("input", {
    id: "code",
    name: "code",
    class: "code",
    autocomplete: "off",
    autocapitalize: "characters",
    spellcheck: "false",
    maxlength: 40,
    required: true,
    "aria-describedby": "code-failure",
    value: given === null ? last.code : groups(given.replace(/[\s-]/g, "").toUpperCase()),
    input: () => {
      last.code = input.value;
    },
  });
  const failure = h("p", { id: "code-failure", class: "trouble", role: "alert", hidden: true });
  const button = h("button", { class: "btn primary large", type: "submit" }, t().enrol);

  const refuse = (problem: unknown): void => {
    failure.textContent = problem instanceof EncodingError ? t().badCode : wordsOf(problem);
    failure.hidden = false;
  };

  const submit = async (): Promise<void> => {
    button.disabled = true;
    button.textContent = t().enrolling;
    failure.hidden = true;
    last.problem = null;
    try {
      done(await enrol(page, input.value, roles, device, pin, pages));
    } catch (error) {
      last.problem = error;
      refuse(error);
      button.disabled = false;
      button.textContent = t().enrol;
      input.focus();
    }
  };

  const form = h(
    "form",
    {
      class: "sheet enrol",
      submit: (event) => {
        event.preventDefault();
        void submit();
      },
    },
    h("h1", {}, title),
    h("p", {}, how),
    h("label", { for: "code" }, t().code),
    input,
    failure,
    h("p", { class: "sends" }, button, alone && otherLanguage()),
  );
  if (last.problem !== null) refuse(last.problem);
  if (given !== null) queueMicrotask(() => void submit());
  return form;
}

/** What is typed so far is not kept: the page draws the form anew. */
function otherLanguage(): HTMLElement {
  const other = lang.value === "zh" ? "en" : "zh";
  const attributes = { type: "button", class: "btn", lang: other === "zh" ? "zh-CN" : "en" };
  return h("button", { ...attributes, click: () => setLang(other) }, common().other);
}
