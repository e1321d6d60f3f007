/** Shows a page of the desk without a server: `?page=scrutineers&secret=dealing&codes=1&lang=en`; pages: scrutineers, agenda, terminals, hall. */
import "@hemicycle/kit/styles/tokens.css";
import "@hemicycle/kit/styles/base.css";
import "@hemicycle/kit/draw/styles";
import "../src/secretariat.css";
import "../src/forms.css";
import "../src/tables.css";
import "../src/plan.css";
import "../src/hall.css";
import "../src/scrutineers.css";
import "../src/ledger.css";
import "../src/agenda.css";
import "../src/narrow.css";
import "../src/print.css";
import "../src/hall/page.ts";
import "../src/ledger/page.ts";
import "../src/scrutineers/page.ts";
import "../src/agenda/page.ts";
import "../src/terminals/page.ts";
import { generateKey, signerOf } from "@hemicycle/kit/crypto";
import { b64u } from "@hemicycle/kit/encoding";
import { loadFonts } from "@hemicycle/kit/fonts";
import { followLang, setLang } from "@hemicycle/kit/i18n";
import { reduce } from "@hemicycle/kit/store";
import type { State } from "@hemicycle/kit/types";
import { SCENES, SCRUTINEERS } from "../../chair/dev/secret.ts";
import { Desk } from "../src/desk.ts";
import type { DeskPage } from "../src/page.ts";
import type { KeyEntry, Register } from "../src/register.ts";
import { makeSlips, publicPart } from "../src/terminals/slips.ts";

const query = new URLSearchParams(location.search);
setLang(query.get("lang") === "en" ? "en" : "zh");
followLang();
void loadFonts();

const key = (fill: number) => b64u(new Uint8Array(32).fill(fill));
const scrutineers = query.get("people") === "0" ? [] : SCRUTINEERS;
const keys = [...scrutineers, "许建国"].map(
  (holder, i): KeyEntry => ({
    key: key(i + 1),
    role: holder === "许建国" ? "chair" : "scrutineer",
    seat: "",
    holder,
    state: "active",
    device: "hemicycle scrutineer",
    enrolled_ms: Date.now(),
  }),
);
const wanted = [
  ...["1-1", "1-2", "1-3", "1-4"].map((seat) => ({ role: "deputy" as const, seat, holder: "" })),
  ...(query.get("codes") ? [{ role: "scrutineer" as const, seat: "", holder: "赵明远" }] : []),
];
const slips = await makeSlips(wanted, Date.now() + 7 * 86_400_000, () => undefined);
const found = SCENES[query.get("secret") ?? ""]?.().state ?? null;
const state: State | null = found && {
  ...found,
  seal: found.seal && {
    ...found.seal,
    scrutineers: found.seal.scrutineers.map((one) => ({ ...one, key: key(one.index) })),
  },
};
const register: Register = {
  head: { n: 9, d: "" },
  body: { id: "linhu", name: { zh: "临湖区人民代表大会", en: "Linhu District Congress" }, kind: "congress" },
  members: ["程素云", "欧阳明", "周文澜", "高志强"].map((name, i) => ({
    id: `m${i}`,
    name,
    latin: `Deputy ${i}`,
    delegation: "东城街道",
    seat: `1-${i + 1}`,
    role: "deputy",
    status: "in-office",
  })),
  plan: { kind: "grid", name: "大会堂" },
  seats: [1, 2, 3, 4].map((col) => ({ id: `1-${col}`, row: 1, col, x: col, y: 0 })),
  codes: slips.map((slip) => ({ ...publicPart(slip), state: "open" as const })),
  keys,
};
const signer = signerOf(await generateKey());
const identity = {
  signer,
  body: "linhu",
  server: "A",
  role: "secretariat",
  seat: "",
  holder: "何静",
} as const;
const desk = new Desk({ ...identity, name: register.body.name });
desk.readRegister = () => Promise.resolve(register);
const model = state
  ? reduce(desk.view.value.model, { t: "state", id: "", v: 1, state })
  : desk.view.value.model;
desk.view.patch({ register, chosen: state ? "closing-day" : "", model });
desk.slips.add(slips);
const name = query.get("page") ?? "scrutineers";
const page = document.createElement(`${name}-page`) as DeskPage;
page.desk = desk;
const main = document.createElement("main");
main.className = `work step-${name}`;
main.style.height = "100vh";
main.append(page);
document.body.append(main);
