/** The scrutineer's page: served by the device's own daemon on this machine. `?lang=en`, `?theme=dark`. */
import "@hemicycle/kit/styles/tokens.css";
import "@hemicycle/kit/styles/base.css";
import "@hemicycle/kit/styles/bar.css";
import "@hemicycle/kit/styles/hold.css";
import "@hemicycle/kit/styles/steps.css";
import "./scrutineer.css";
import { followLang, setLang } from "@hemicycle/kit/i18n";
import { applyTheme } from "@hemicycle/kit/theme";
import { ScrutineerApp } from "./app.ts";
import { Device, takeToken } from "./device.ts";

applyTheme("light");
const asked = new URLSearchParams(location.search).get("lang");
if (asked === "zh" || asked === "en") setLang(asked);
followLang();
const token = takeToken();
const app = document.querySelector("scrutineer-app");
if (app instanceof ScrutineerApp && token) {
  const device = new Device(token);
  app.show(device);
  void device.follow();
}
