/** A deputy's own attendance and named votes. Of secret votes there is nothing: how anybody voted is recorded nowhere. */
import type { Api } from "@hemicycle/kit/api";
import { type Child, h, phrases } from "@hemicycle/kit/dom";
import { choiceGlyph } from "@hemicycle/kit/draw/glyphs";
import { lang, say, texts, wordsOf } from "@hemicycle/kit/i18n";
import {
  dayWords,
  type MemberRecord,
  type OwnVote,
  outcomeWords,
  presenceWords,
  voteParts,
} from "@hemicycle/kit/past";
import { qr } from "./qr.ts";
import { r } from "./record.ts";
import "./record.css";

const t = texts(
  {
    close: "关闭",
    reading: "正在读取",
    again: "重试",
    more: "更早的表决",
    attendance: "出席",
    votes: "记名表决",
    totals: (due: number, came: number, leave: number, absent: number) =>
      `已闭会 ${due} 次：出席 ${came}，请假 ${leave}，缺席 ${absent}`,
    noTotals: "本次会议闭会后统计。",
    noSittings: "还没有应出席的会议",
    noVotes: "还没有已公布结果的记名表决",
    checkTitle: "核验",
    check: (address: string) =>
      `如有整份记录，用任何一台设备的浏览器打开 ${address}，即可在该设备上逐项核验，并凭回执码或追踪码查到自己的票；不上传任何内容。`,
    checkQr: "核验页面的地址",
    secret: (n: number) => `另参加 ${n} 项无记名表决，个人如何表决无任何记录。`,
  },
  {
    close: "Close",
    reading: "Reading",
    again: "Try again",
    more: "Earlier votes",
    attendance: "Attendance",
    votes: "Named votes",
    totals: (due: number, came: number, leave: number, absent: number) =>
      `${due} closed ${due === 1 ? "sitting" : "sittings"}: attended ${came}, on leave ${leave}, absent ${absent}`,
    noTotals: "Counted once this sitting is closed.",
    noSittings: "No sitting to attend yet",
    noVotes: "No named vote has been declared yet",
    checkTitle: "Verify",
    check: (address: string) =>
      `Whoever has a whole record opens ${address} in the browser of any device: there it is verified, and your own ballot found by its receipt or tracking code; nothing is uploaded.`,
    checkQr: "Address of the page that verifies",
    secret: (n: number) =>
      `Also took part in ${n} secret ${n === 1 ? "vote" : "votes"}; how anybody voted there is recorded nowhere.`,
  },
);

const PAGE = 20;

/** The dialog; it reads by itself, and again in the other language. `verifier` is where records are verified. */
export function recordView(api: Api, path: string, verifier: string): HTMLDialogElement {
  const dialog = h("dialog", { class: "reader record", "aria-labelledby": "record-title" });
  let record: MemberRecord | null = null;
  let failure: unknown = null;

  const draw = () => {
    const close = h("button", { type: "button", class: "btn", click: () => dialog.close() }, t().close);
    const retry = h("button", { type: "button", class: "btn", click: () => void read(0) }, t().again);
    const content: readonly Child[] = record
      ? [
          ...parts(record, verifier),
          record.votes.length < record.votes_total &&
            h(
              "p",
              {},
              h(
                "button",
                { type: "button", class: "btn", click: () => void read(record?.votes.length ?? 0) },
                t().more,
              ),
            ),
        ]
      : failure
        ? [h("p", { class: "trouble", role: "alert" }, wordsOf(failure)), h("p", {}, retry)]
        : [h("p", { class: "soft", role: "status" }, t().reading)];
    const inside = dialog.contains(document.activeElement);
    dialog.replaceChildren(
      h("div", { class: "top" }, h("h2", { id: "record-title" }, r().record), close),
      ...content.filter((child) => child instanceof Node),
    );
    if (inside) close.focus(); // the keyboard stays in the dialog, Escape too
  };

  const read = async (from: number): Promise<void> => {
    failure = null;
    try {
      const next = await api.get<MemberRecord>(`${path}?from=${from}&limit=${PAGE}`);
      record = record && from > 0 ? { ...next, votes: [...record.votes, ...next.votes] } : next;
    } catch (error) {
      failure = error;
      if (from === 0) record = null;
    }
    draw();
  };

  const stop = lang.subscribe(draw);
  dialog.addEventListener("close", stop);
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Escape") dialog.close();
  });
  void read(0);
  return dialog;
}

function parts({ totals, sittings, votes, secret }: MemberRecord, verifier: string): Child[] {
  return [
    h(
      "p",
      { class: "soft" },
      totals ? t().totals(totals.due, totals.came, totals.leave, totals.absent) : t().noTotals,
    ),
    h("h3", {}, t().attendance),
    sittings.length > 0
      ? h("ul", {}, ...sittings.map(sittingLine))
      : h("p", { class: "soft" }, t().noSittings),
    h("h3", {}, t().votes),
    votes.length > 0 ? h("ul", {}, ...votes.map(voteLine)) : h("p", { class: "soft" }, t().noVotes),
    secret > 0 && h("p", { class: "soft" }, t().secret(secret)),
    ...verifying(verifier),
  ];
}

/** Where records are verified: on another device, so that nothing lies over this one when a vote opens. */
function verifying(address: string): Child[] {
  return [
    h("h3", {}, t().checkTitle),
    h("div", { class: "verifying" }, qr(address, t().checkQr), h("p", {}, t().check(address))),
  ];
}

const day = (ms: number): HTMLElement => h("span", { class: "soft" }, dayWords(ms, lang.value));

function sittingLine(one: MemberRecord["sittings"][number]): HTMLElement {
  const status = presenceWords(one.status, one.state, one.by || "hall");
  return h(
    "li",
    {},
    h("span", {}, h("b", {}, say(one.title)), day(one.opened_ms)),
    h("span", {}, one.leave ? `${status} · ${one.leave}` : status),
  );
}

function voteLine(vote: OwnVote): HTMLElement {
  const marks = voteParts(vote).map(({ choice, words }) =>
    h("span", { class: "part" }, choice && choiceGlyph(choice), words),
  );
  return h(
    "li",
    {},
    h(
      "span",
      {},
      h("b", { class: "title" }, ...phrases(say(vote.title))),
      h("span", { class: "soft" }, `${dayWords(vote.ms, lang.value)} · ${outcomeWords(vote.outcome)}`),
    ),
    h("span", {}, ...marks),
  );
}
