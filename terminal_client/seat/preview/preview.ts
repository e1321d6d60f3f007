/** Development only: shows one state of the seat, `?state=recorded&lang=en&theme=dark&zoom=1.3`. Not an input of the build. */
import "@hemicycle/kit/styles/tokens.css";
import "@hemicycle/kit/styles/base.css";
import "@hemicycle/kit/styles/enrol.css";
import "../src/seat.css";
import { enrolForm } from "@hemicycle/kit/enrolform";
import { loadFonts } from "@hemicycle/kit/fonts";
import { followLang, lang } from "@hemicycle/kit/i18n";
import { applyTheme } from "@hemicycle/kit/theme";
import { NO_ACTIONS } from "../src/actions.ts";
import { frameOf } from "../src/frame.ts";
import { Page } from "../src/page.ts";
import { screenOf } from "../src/screen.ts";
import { BLANK_FRAME } from "../src/terminal.ts";
import { t } from "../src/texts.ts";
import { CASES, NOW } from "../test/fixtures.ts";

const query = new URLSearchParams(location.search);
lang.value = query.get("lang") === "en" ? "en" : "zh";
applyTheme("light");
followLang();
document.documentElement.style.setProperty("--zoom", query.get("zoom") ?? "1");
void loadFonts();

const page = new Page();
const actions = NO_ACTIONS;
const of = CASES[query.get("state") ?? "waiting"]?.();
if (of) {
  const screen = screenOf(of);
  page.show(frameOf(of, screen), screen, { ...of, actions });
  page.clock(NOW);
} else {
  const form = enrolForm({
    page: "seat",
    roles: ["deputy"],
    device: "",
    given: null,
    title: t().enrolTitle,
    how: t().enrolHow,
    done: () => undefined,
  });
  page.showElement(form, BLANK_FRAME, {
    covered: false,
    checkingIn: false,
    plan: null,
    seat: "",
    actions,
  });
}
