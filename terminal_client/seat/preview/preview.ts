/** Development only: shows one state of the seat, `?state=recorded&lang=en&theme=dark&zoom=1.3`. Not an input of the build. */
import "@hemicycle/kit/styles/tokens.css";
import "@hemicycle/kit/styles/base.css";
import "@hemicycle/kit/draw/styles";
import "@hemicycle/kit/styles/enrol.css";
import "../src/seat.css";
import "../src/paper.css";
import { enrolForm } from "@hemicycle/kit/enrolform";
import { loadFonts } from "@hemicycle/kit/fonts";
import { followLang, lang } from "@hemicycle/kit/i18n";
import { applyTheme } from "@hemicycle/kit/theme";
import { BLANK_FRAME } from "../src/about.ts";
import { NO_ACTIONS } from "../src/actions.ts";
import { frameOf } from "../src/frame.ts";
import type { Known } from "../src/known.ts";
import { Page } from "../src/page.ts";
import { PaperDesk } from "../src/paperdesk.ts";
import { screenOf } from "../src/screen.ts";
import { t } from "../src/texts.ts";
import { COUNT_CASES } from "../test/countfixtures.ts";
import { CASES, NOW } from "../test/fixtures.ts";
import { FORM_CASES } from "../test/formfixtures.ts";

/** Shows it; a paper can be marked and looked over, and goes nowhere. */
function tryOut(of: Known): void {
  const now = (): Known => ({ ...of, desk: desk.desk ?? of.desk });
  const show = () => {
    const screen = screenOf(now());
    page.show(frameOf(now(), screen), screen, { ...of, actions: { ...NO_ACTIONS, paper: desk.actions } });
  };
  const desk = new PaperDesk(
    {
      at: () => {
        const screen = screenOf(now());
        return screen.kind === "vote" && screen.listing && of.vote
          ? { vote: of.vote, on: screen.listing }
          : null;
      },
      cast: () => undefined,
      changed: show,
    },
    of.desk,
  );
  show();
}

const query = new URLSearchParams(location.search);
lang.value = query.get("lang") === "en" ? "en" : "zh";
applyTheme("light");
followLang();
document.documentElement.style.setProperty("--zoom", query.get("zoom") ?? "1");
void loadFonts();

const page = new Page();
const actions = NO_ACTIONS;
const of = { ...CASES, ...FORM_CASES, ...COUNT_CASES }[query.get("state") ?? "waiting"]?.();
if (of) {
  tryOut(of);
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
