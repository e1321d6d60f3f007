/** The page on which anybody verifies a record bundle, on their own machine (docs/protocol.md §10). It loads no fonts: nothing is fetched later. */
import "@hemicycle/kit/styles/tokens.css";
import "@hemicycle/kit/styles/base.css";
import "@hemicycle/kit/draw/styles";
import "./verify.css";
import "./papers.css";
import { followLang } from "@hemicycle/kit/i18n";
import { applyTheme, followZoom } from "@hemicycle/kit/theme";
import "./app.ts";

applyTheme("device");
followLang();
followZoom();
