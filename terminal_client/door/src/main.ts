/** The door: members are checked in by their card, their number or their name (docs/check-in.md). */
import "@hemicycle/kit/styles/tokens.css";
import "@hemicycle/kit/styles/base.css";
import "@hemicycle/kit/styles/bar.css";
import "@hemicycle/kit/styles/enrol.css";
import "./door.css";
import { loadFonts } from "@hemicycle/kit/fonts";
import { followLang } from "@hemicycle/kit/i18n";
import { applyTheme } from "@hemicycle/kit/theme";
import "./app.ts";

applyTheme("light");
followLang();
void loadFonts();
