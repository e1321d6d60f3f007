/** The secretariat page: founds the body, prepares the sitting, helps while it runs. */
import "@hemicycle/kit/styles/tokens.css";
import "@hemicycle/kit/styles/base.css";
import "@hemicycle/kit/draw/styles";
import "./secretariat.css";
import "./forms.css";
import "./tables.css";
import "./plan.css";
import "./hall.css";
import "./scrutineers.css";
import "./ledger.css";
import "./agenda.css";
import "./narrow.css";
import "./print.css";
import "./app.ts";
import { loadFonts } from "@hemicycle/kit/fonts";
import { followLang } from "@hemicycle/kit/i18n";
import { applyTheme } from "@hemicycle/kit/theme";

applyTheme("light");
followLang();
void loadFonts();
document.body.append(document.createElement("secretariat-app"));
