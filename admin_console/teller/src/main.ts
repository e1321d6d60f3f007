/** The counting desk: tellers say what was issued, returned and counted; scrutineers sign the count (docs/channels.md). */
import "@hemicycle/kit/styles/tokens.css";
import "@hemicycle/kit/styles/base.css";
import "@hemicycle/kit/styles/bar.css";
import "@hemicycle/kit/styles/hold.css";
import "@hemicycle/kit/styles/steps.css";
import "@hemicycle/kit/styles/enrol.css";
import "./teller.css";
import "./entry.css";
import { loadFonts } from "@hemicycle/kit/fonts";
import { followLang } from "@hemicycle/kit/i18n";
import { applyTheme } from "@hemicycle/kit/theme";
import "./app.ts";

applyTheme("light");
followLang();
void loadFonts();
