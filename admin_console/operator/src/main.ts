/** The operator's desk: terminals, the seat test, spares, the hall's screens, the server's health. */
import "@hemicycle/kit/styles/tokens.css";
import "@hemicycle/kit/styles/base.css";
import "@hemicycle/kit/styles/bar.css";
import "@hemicycle/kit/styles/enrol.css";
import "./operator.css";
import "./list.css";
import "./screens.css";
import { loadFonts } from "@hemicycle/kit/fonts";
import { followLang } from "@hemicycle/kit/i18n";
import { applyTheme } from "@hemicycle/kit/theme";
import "./app.ts";

applyTheme("light");
followLang();
void loadFonts();
