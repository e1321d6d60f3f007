/** Why a desk's page has stopped, and what whoever works there can do about it. */
import { html, nothing } from "lit";
import type { Stop } from "./connection.ts";
import { forgetIdentity, type Page } from "./enrol.ts";
import { texts } from "./i18n.ts";

const t = texts(
  {
    revoked: "本设备已停用",
    revokedWhy: "请向秘书处领取新的登记码。",
    replaced: "本页已在另一窗口打开",
    replacedWhy: "同一设备只能有一个窗口操作。",
    "wrong-server": "服务器不是登记时的服务器",
    "wrong-serverWhy": "已停止操作，请技术人员核对服务器地址和证书。",
    here: "在此窗口继续",
    enrolAgain: "重新登记",
  },
  {
    revoked: "This device has been withdrawn",
    revokedWhy: "Ask the secretariat for a new code.",
    replaced: "This page is open in another window",
    replacedWhy: "One device works in one window only.",
    "wrong-server": "This is not the server of the enrolment",
    "wrong-serverWhy":
      "Nothing is sent any more. Ask the technicians to check the server's address and certificate.",
    here: "Continue in this window",
    enrolAgain: "Enrol again",
  },
);

export interface Stopped {
  readonly title: string;
  readonly why: string;
  /** The way on, or nothing. */
  readonly action: unknown;
}

/** Enrols a page anew: its identity is of no use any more. */
export function enrolAgain(page: Page): void {
  void forgetIdentity(page).then(() => location.reload());
}

/** The words and the way on; `reconnect` takes the connection back from the other window. */
export function stopped(stop: Stop, page: Page, reconnect: () => void): Stopped {
  const button = (words: string, go: () => void) =>
    html`<p><button class="btn" type="button" @click=${go}>${words}</button></p>`;
  const action =
    stop === "revoked"
      ? button(t().enrolAgain, () => enrolAgain(page))
      : stop === "replaced"
        ? button(t().here, reconnect)
        : nothing;
  return { title: t()[stop], why: t()[`${stop}Why`], action };
}
