/** What was decided and who came: past sittings, votes, attendance (docs/protocol.md §11, `history`). */
import "@hemicycle/kit/styles/tokens.css";
import "@hemicycle/kit/styles/base.css";
import "@hemicycle/kit/styles/bar.css";
import "@hemicycle/kit/styles/enrol.css";
import "@hemicycle/kit/draw/styles";
import "./history.css";
import "./print.css";
import { loadFonts } from "@hemicycle/kit/fonts";
import { followLang } from "@hemicycle/kit/i18n";
import { applyTheme } from "@hemicycle/kit/theme";
import "./app.ts";

applyTheme("light");
followLang();
void loadFonts();
