/** The seat page: enrols the terminal, follows the sitting, votes. */
import "@hemicycle/kit/styles/tokens.css";
import "@hemicycle/kit/styles/base.css";
import "@hemicycle/kit/draw/styles";
import "@hemicycle/kit/styles/enrol.css";
import "./seat.css";
import "./paper.css";
import { Api } from "@hemicycle/kit/api";
import { b64u } from "@hemicycle/kit/encoding";
import {
  forgetIdentity,
  type Identity,
  keepPin,
  linkFromAddress,
  loadIdentity,
  lookUpCode,
} from "@hemicycle/kit/enrol";
import { enrolForm } from "@hemicycle/kit/enrolform";
import { loadFonts } from "@hemicycle/kit/fonts";
import { common, followLang, lang } from "@hemicycle/kit/i18n";
import { removeAll } from "@hemicycle/kit/idb";
import { type OwnPages, ownPages } from "@hemicycle/kit/pages";
import { applyTheme, followZoom } from "@hemicycle/kit/theme";
import { aboutPages, BLANK_FRAME } from "./about.ts";
import { type Actions, NO_ACTIONS } from "./actions.ts";
import { c } from "./counttexts.ts";
import { f } from "./formtexts.ts";
import { Page } from "./page.ts";
import type { Screen } from "./screen.ts";
import { t } from "./texts.ts";
import { BLANK_SETTING } from "./views.ts";

applyTheme("device");
followLang();
followZoom();
// also the words of a lost connection, which come when no font can be fetched
void loadFonts(Object.values({ ...common(), ...t(), ...f(), ...c() }).join("")).catch(() => undefined);

const page = new Page();
lang.subscribe(() => {
  document.title = t().pageTitle;
});

function leave(): void {
  location.reload();
}

/** A part of the page that did not come is asked for again after this time, ms. */
const AGAIN_MS = 3000;

const still: Actions = { ...NO_ACTIONS, reload: leave };

/** Shows words that don't change until the page is left. */
function say(title: () => string, words: () => string, alarm: boolean): () => void {
  return lang.subscribe(() => {
    const screen: Screen = { kind: "notice", title: title(), words: words(), alarm, action: null };
    page.show(BLANK_FRAME, screen, { ...BLANK_SETTING, actions: still });
  });
}

/** What votes, with all that seals a ballot: it comes after the first paint. A page that can't have it begins anew. */
const voting = () =>
  import("./terminal.ts").catch(async () => {
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    leave();
    return new Promise<never>(() => undefined);
  });

async function work(identity: Identity, pages: OwnPages | null): Promise<void> {
  const { Terminal } = await voting();
  const forget = async () => {
    await forgetIdentity("seat");
    await removeAll("ballots", b64u(identity.signer.publicKey));
    leave();
  };
  new Terminal(identity, page, { enrolAgain: () => void forget(), reload: leave }, pages).start();
}

function enrolHere(given: string | null, pin: string | null, pages: OwnPages | null): void {
  let code = given;
  const stop = lang.subscribe(() => {
    const form = enrolForm({
      page: "seat",
      roles: ["deputy"],
      device: navigator.userAgent,
      given: code,
      pin,
      pages: pages?.told ?? null,
      title: t().enrolTitle,
      how: t().enrolHow,
      done: (identity) => {
        stop();
        void work(identity, pages);
      },
    });
    code = null;
    page.showElement(
      form,
      { ...BLANK_FRAME, about: aboutPages(pages) },
      { ...BLANK_SETTING, actions: still },
    );
  });
}

/** Whether a code can still be used; the link of an enrolled terminal's own code can't. */
function isOpen(code: string): Promise<boolean> {
  return lookUpCode(new Api(), code, ["deputy"]).then(
    () => true,
    () => false,
  );
}

async function begin(): Promise<void> {
  const { code, pin } = linkFromAddress();
  const [identity, pages] = await Promise.all([loadIdentity("seat"), ownPages()]);
  if (!identity || (code && (await isOpen(code)))) {
    enrolHere(code, pin, pages);
    return;
  }
  // the sheet on the wall may tell of new scrutineers
  const scrutineers = pin ? { pin, holds: true } : (identity.scrutineers ?? null);
  if (pin) await keepPin("seat", { pin, holds: true });
  await work({ ...identity, scrutineers }, pages);
}

/** One tab at a time: two would fork the terminal's chain of ballots. */
function alone(): void {
  let quiet: (() => void) | undefined;
  const held = async (lock: Lock | null): Promise<void> => {
    if (!lock) return;
    quiet?.();
    await begin();
    await new Promise<never>(() => undefined);
  };
  void navigator.locks.request("hemicycle-seat", { ifAvailable: true }, (lock) => {
    if (lock) return held(lock);
    quiet = say(
      () => t().otherTabTitle,
      () => t().otherTabWords,
      false,
    );
    void navigator.locks.request("hemicycle-seat", held);
    return undefined;
  });
}

// a code's link opened in this tab changes only the fragment
addEventListener("hashchange", leave);

if (isSecureContext) {
  const painted = say(
    () => t().loading,
    () => "",
    false,
  );
  painted();
  requestAnimationFrame(() => setTimeout(() => void voting()));
  alone();
} else
  say(
    () => t().insecureTitle,
    () => t().insecureWords,
    true,
  );
