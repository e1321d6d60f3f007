import "@hemicycle/kit/styles/tokens.css";
import "@hemicycle/kit/styles/base.css";
import "@hemicycle/kit/styles/hold.css";
import "@hemicycle/kit/styles/enrol.css";
import "@hemicycle/kit/draw/styles";
import "./chair.css";
import "./form.css";
import "./secret.css";
import "./count.css";
import { loadFonts } from "@hemicycle/kit/fonts";
import { followLang } from "@hemicycle/kit/i18n";
import { applyTheme } from "@hemicycle/kit/theme";
import "./app.ts";

applyTheme("light");
followLang();
void loadFonts();
