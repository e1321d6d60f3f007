/** The hall display: enrols as an observer, then shows the sitting. `?lang=en`, `?theme=light`; F fills the screen, L switches the language. */
import "@hemicycle/kit/styles/tokens.css";
import "@hemicycle/kit/styles/base.css";
import "@hemicycle/kit/styles/enrol.css";
import "@hemicycle/kit/draw/styles";
import "./page.css";
import "./hall.css";
import "./form.css";
import "./chosen.css";
import { h } from "@hemicycle/kit/dom";
import { codeFromAddress, type Identity, loadIdentity } from "@hemicycle/kit/enrol";
import { enrolForm } from "@hemicycle/kit/enrolform";
import { loadFonts } from "@hemicycle/kit/fonts";
import { followLang, lang, setLang } from "@hemicycle/kit/i18n";
import { SittingLink } from "@hemicycle/kit/sitting";
import { applyTheme } from "@hemicycle/kit/theme";
import { ScreenLink } from "./show.ts";
import { Stage } from "./stage.ts";
import { t } from "./texts.ts";

function show(identity: Identity): void {
  const link = new SittingLink(identity);
  const screen = new ScreenLink(link.api, () => stage.scene);
  const stage = new Stage(link, screen.told);
  stage.start();
  link.start();
  screen.start();
}

function askForCode(given: string | null): void {
  let code = given;
  const stop = lang.subscribe(() => {
    const form = enrolForm({
      page: "hall",
      roles: ["observer"],
      device: t().page,
      given: code,
      title: t().enrolTitle,
      how: t().enrolText,
      alone: true,
      done: (identity) => {
        stop();
        show(identity);
      },
    });
    code = null;
    document.body.replaceChildren(h("main", { class: "desk" }, form));
  });
}

/** Keeps the screen awake while the page is seen, where the browser can. */
function stayAwake(): void {
  const ask = () => {
    if (document.visibilityState === "visible")
      void navigator.wakeLock?.request("screen").catch(() => undefined);
  };
  document.addEventListener("visibilitychange", ask);
  ask();
}

function onKey(event: KeyboardEvent): void {
  if (event.target instanceof HTMLInputElement) return;
  if (event.key === "f") void document.documentElement.requestFullscreen();
  if (event.key === "l") setLang(lang.value === "zh" ? "en" : "zh");
}

applyTheme("dark");
const asked = new URLSearchParams(location.search).get("lang");
if (asked === "zh" || asked === "en") setLang(asked);
followLang();
void loadFonts();
addEventListener("keydown", onKey);
stayAwake();
const known = await loadIdentity("hall");
const code = codeFromAddress();
// a new code in the link replaces an older enrolment of this page
if (known && code === null) show(known);
else askForCode(code);
