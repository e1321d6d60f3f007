/** The checker's page: opens what a tablet gave in the link, on another device. It keeps nothing and sends nothing of the ballot. */
import "@hemicycle/kit/styles/tokens.css";
import "@hemicycle/kit/styles/base.css";
import "./check.css";
import { h } from "@hemicycle/kit/dom";
import { mark } from "@hemicycle/kit/draw/mark";
import { loadFonts } from "@hemicycle/kit/fonts";
import { common, followLang, lang, setLang } from "@hemicycle/kit/i18n";
import { applyTheme, followZoom } from "@hemicycle/kit/theme";
import { judge, keysFromServer, openingFromServer, type Verdict } from "./check.ts";
import { t } from "./texts.ts";
import { drawVerdict } from "./view.ts";

let verdict: Verdict | null = null;
let asked = 0;

function draw(): void {
  document.title = t().pageTitle;
  const other = lang.value === "zh" ? "en" : "zh";
  document.body.replaceChildren(
    h(
      "header",
      { class: "bar" },
      mark(),
      h("h1", { class: "where" }, t().title),
      h(
        "button",
        {
          type: "button",
          class: "btn small push",
          lang: other === "zh" ? "zh-CN" : "en",
          click: () => setLang(other),
        },
        common().other,
      ),
    ),
    h("main", {}, ...drawVerdict(verdict, () => void check())),
  );
}

async function check(): Promise<void> {
  const turn = ++asked;
  verdict = null;
  draw();
  const found = await judge(location.hash.slice(1), {
    keys: keysFromServer,
    opening: openingFromServer,
  });
  if (turn !== asked) return;
  verdict = found;
  draw();
}

applyTheme("device");
followLang();
followZoom();
void loadFonts().catch(() => undefined);
lang.subscribe(draw);
addEventListener("hashchange", () => void check());
void check();
