/** An enrolled terminal at work: connects what the server says, the booth and the page. */
import { signAct } from "@hemicycle/kit/acts";
import { isUnpressed } from "@hemicycle/kit/channels";
import { knowKey } from "@hemicycle/kit/crypto";
import { b64u, unb64u } from "@hemicycle/kit/encoding";
import { type Identity, keepPin } from "@hemicycle/kit/enrol";
import { lang, wordsOf } from "@hemicycle/kit/i18n";
import { choiceOf } from "@hemicycle/kit/marks";
import type { OwnPages } from "@hemicycle/kit/pages";
import type { SealDocument } from "@hemicycle/kit/sealed/keys";
import { Prover } from "@hemicycle/kit/sealed/prover";
import { SittingLink } from "@hemicycle/kit/sitting";
import {
  CHOICES,
  type Division,
  type DoneFrame,
  type MineFrame,
  type SeatPlan,
  type ServerFrame,
  type State,
} from "@hemicycle/kit/types";
import type { Actions } from "./actions.ts";
import { Booth } from "./booth.ts";
import { CountCheck } from "./countcheck.ts";
import { Cover } from "./cover.ts";
import { FirstPress } from "./firstpress.ts";
import { frameOf } from "./frame.ts";
import { Keeping, keepPages } from "./keeping.ts";
import { indexedShelf } from "./kept.ts";
import { Keyring, NO_KEYS } from "./keyring.ts";
import { isFinal, type Known } from "./known.ts";
import type { Page } from "./page.ts";
import { hasKeys, shownEntry } from "./panel.ts";
import type { Listing } from "./paper.ts";
import { PaperDesk } from "./paperdesk.ts";
import { PapersPlace } from "./papers.ts";
import { Planning } from "./planning.ts";
import { OwnRecord } from "./record.ts";
import { focusOf, isRunning, lastDeclared, type Screen, screenOf } from "./screen.ts";
import { SeatTest } from "./seattest.ts";
import { Signals } from "./signals.ts";
import { LastPlace, type Stored } from "./stored.ts";
import type { Setting } from "./views.ts";
import { lastBallot, type Vote } from "./vote.ts";
import { ServerWord } from "./word.ts";

/** How long a declared result stays before the agenda comes back, ms. */
const RESULT_FOR_MS = 90_000;
/** Within this time after the opening terminals that were told nothing ask whether they are in the electorate, ms. */
const ASK_WITHIN_MS = 1000;
/** Within this time after a change of the register the plan is fetched again, ms. */
const PLAN_WITHIN_MS = 15_000;
/** Within this time after the tally terminals fetch their leaf of the count, ms. */
const CHECK_WITHIN_MS = 2000;
/** Within this time after a ceremony terminals fetch the scrutineers' keys, ms; at once when a secret vote is near. */
const KEYS_WITHIN_MS = 5000;

/** The server's key is looked at this long after the beginning, ms: the first acknowledgement must not wait for that. */
const KNOW_AFTER_MS = 500;

/** A time for one terminal of a hall that would otherwise all ask at once: 0.3 to 1 times `ms`. */
function spread(ms: number): number {
  return ms * (0.3 + 0.7 * Math.random());
}

export class Terminal {
  readonly #link: SittingLink;
  readonly #sealing = new Prover();
  readonly #cover = new Cover(() => this.#draw());
  readonly #paper = new PaperDesk({
    at: () => this.#atPaper(),
    cast: (marks) => this.#booth?.press(marks, !this.#challenging),
    final: () => this.#isFinal,
    changed: () => this.#draw(),
  });
  #booth: Booth | null = null;
  #keyring: Keyring | null = null;
  #challenging = false;
  readonly #first = new FirstPress();
  /** Divisions that were shown as secret ones. */
  readonly #shownSecret = new Set<string>();
  /** The key and the form that ballots are being worked out for. */
  #workedFor = "";
  readonly #planning: Planning;
  readonly #last: LastPlace;
  #stored: Stored | null = null;
  #practice: Known["practice"] = null;
  readonly #record: OwnRecord;
  readonly #signals = new Signals();
  readonly #keeping: Keeping;
  readonly #papers: PapersPlace;
  #dismissed = "";
  #checkingIn = false;
  #failure = "";
  #asked = "";
  readonly #counts: CountCheck;
  /** The frame that is to be drawn; 0: none. */
  #frame = 0;
  readonly #actions: Actions;

  constructor(
    private readonly identity: Identity,
    private readonly page: Page,
    leaving: Pick<Actions, "enrolAgain" | "reload">,
    private readonly pages: OwnPages | null = null,
  ) {
    const host = pages?.told.loaded === "installed" ? { host: new URL(pages.server).host } : {};
    this.#link = new SittingLink(identity, { ...host, onFrame: (frame) => this.#hear(frame) });
    this.#planning = new Planning(
      () => this.#link.api.get<SeatPlan>(`/v1/sittings/${this.#link.sitting.value}/plan`),
      () => spread(PLAN_WITHIN_MS),
      () => this.#draw(),
    );
    const { signer, server } = identity;
    this.#last = new LastPlace(b64u(signer.publicKey), new ServerWord(signer.publicKey, server));
    this.#counts = new CountCheck(
      this.#link,
      () => this.#booth,
      () => spread(CHECK_WITHIN_MS),
    );
    this.#keeping = new Keeping(leaving.reload);
    this.#record = new OwnRecord(this.#origin);
    this.#papers = new PapersPlace(this.#link.api, (id) => this.#division(id));
    this.page.place(this.#papers);
    this.#actions = {
      ...leaving,
      press: (choice) => this.#press(choice),
      confirm: (yes) => this.#confirm(yes),
      checkIn: () => void this.#checkIn(),
      toggleCover: () => this.#cover.toggle(),
      peek: (on) => this.#cover.peek(on),
      setChallenging: (on) => this.#set(() => this.#challenge(on)),
      cast: () => this.#booth?.cast(),
      challenge: () => this.#booth?.challenge(),
      putBack: () => this.#putBack(),
      paper: this.#paper.actions,
      answerPin: (holds) => void this.#keyring?.answer(holds),
      dismiss: () => this.#set(() => this.#dismiss()),
      practise: (on) => this.#set(() => (this.#practice = on ? "none" : null)),
      readPapers: (division) => this.#readPapers(division),
      changePages: () => this.#keeping.change(),
      toggleSound: () => this.#signals.toggle(),
      showRecord: () => void this.#record.open(this.#link.api, this.identity.body, this.#member),
    };
  }

  start(): void {
    const draw = () => this.#drawSoon();
    document.addEventListener("visibilitychange", () => this.#draw());
    this.#link.sitting.subscribe((sitting) => this.#sit(sitting ?? null));
    for (const news of [this.#link.model, this.#link.status, lang, this.#signals.on, this.#keeping.newer])
      news.subscribe(draw);
    this.#link.status.subscribe(({ phase }) => phase === "stopped" && this.#planning.stop());
    if (this.pages) keepPages(this.#link, this.identity, this.pages, this.#keeping);
    new SeatTest(this.#link);
    setTimeout(() => void knowKey(unb64u(this.identity.server, 32)), KNOW_AFTER_MS);
    setInterval(() => this.page.clock(this.#link.now()), 200);
    addEventListener("keydown", (event) => this.#key(event));
    for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, () => this.#signals.touched());
    for (const end of ["pointerup", "pointercancel", "blur"])
      addEventListener(end, () => this.#cover.peek(false));
    this.#link.start();
    void this.#last.find().then((stored) => this.#set(() => (this.#stored = stored)));
  }

  /** The server's own address, which other devices can open: an installed page's is this device. */
  get #origin(): string {
    return this.pages?.server ?? location.origin;
  }

  #set(change: () => unknown): void {
    change();
    this.#draw();
  }

  #sit(sitting: string | null): void {
    this.#planning.forget();
    this.#keyring?.end();
    this.#keyring = sitting ? this.#keysOf(sitting) : null;
    this.#booth = sitting ? this.#boothOf(sitting) : null;
    this.#booth?.vote.subscribe((vote) => {
      if (sitting) void this.#last.follow(sitting, vote).catch(() => undefined);
      this.#signals.follow(vote?.recorded?.id ?? "");
      this.#drawSoon();
    });
    this.#keyring?.keys.subscribe(() => this.#set(() => this.#follow()));
  }

  #boothOf(sitting: string): Booth {
    const { signer, server } = this.identity;
    return new Booth({
      signer,
      sitting,
      server,
      shelf: indexedShelf(b64u(signer.publicKey), sitting),
      sealing: this.#sealing,
      request: (frame) => this.#link.request(frame),
      checker: `${this.#origin}/check/`,
    });
  }

  #keysOf(sitting: string): Keyring {
    return new Keyring({
      sitting,
      server: this.identity.server,
      known: this.identity.scrutineers ?? null,
      remember: (answer) => keepPin("seat", answer),
      fetch: () => this.#link.api.get<SealDocument>(`/v1/sittings/${sitting}/seal`, false),
    });
  }

  #hear(frame: ServerFrame): void {
    if (frame.t === "mine") void this.#booth?.hear(frame);
    if (frame.t === "ack" || frame.t === "refused") void this.#booth?.answered(frame);
    if (frame.t === "welcome") void this.#booth?.welcomed();
    if (frame.t === "state") this.#follow();
  }

  /** Turns the booth to the division that the state is about, and fetches what belongs to it. */
  #follow(): void {
    const { state } = this.#link.model.value;
    if (!state) return;
    for (const division of state.divisions)
      if (division.secrecy === "secret" && !isUnpressed(division)) this.#shownSecret.add(division.id);
    const focus = focusOf(state, this.#dismissed);
    // the result before a vote does not come back when that vote is void or deferred
    if (focus && isRunning(focus)) this.#dismissed = lastDeclared(state)?.id ?? "";
    this.#getReady(state, focus);
    // what was marked and not cast is said after the close, and forgotten then
    if (!focus || focus.state === "announced" || focus.result) this.#paper.forget();
    if (focus && focus.state !== "announced") {
      const opening = state.open?.division === focus.id ? state.open : null;
      const keys = this.#keyring?.keys.value ?? NO_KEYS;
      void this.#booth
        ?.enter(focus.id, opening, keys, this.#shownSecret.has(focus.id))
        .then(() => this.#counts.look(focus.id));
      this.#practice = null;
      if (opening) this.#askMine(opening.open);
    }
    const declared_ms = focus?.result?.declared_ms;
    if (focus && declared_ms) this.#putAwayLater(focus.id, declared_ms + RESULT_FOR_MS - this.#link.now());
    this.#planning.follow(`${state.sitting.id}/${state.register.n}`);
  }

  /** Fetches the sitting's keys, and works ahead once a secret vote is announced; forgets what it worked out when one is over. */
  #getReady(state: State, division: Division | null): void {
    const focus = division && isUnpressed(division) ? null : division;
    const vote = this.#booth?.vote.value;
    // a certified vote keeps its key, whatever seal the server names meanwhile
    if (focus?.state === "open" && vote?.division === focus.id && vote.certified) return;
    const near = focus?.secrecy === "secret" && (focus.state === "announced" || focus.state === "open");
    this.#keyring?.follow(state.seal?.digest ?? "", near ? 0 : spread(KEYS_WITHIN_MS));
    if (near) this.#keyring?.hurry();
    const wanted = near
      ? (this.#keyring?.keys.value.set?.publicKey ?? "")
      : focus?.state === "closed"
        ? null
        : "";
    const form = focus?.form ?? [];
    const workFor = wanted && JSON.stringify([wanted, form]);
    if (workFor === null || workFor === this.#workedFor) return;
    this.#workedFor = workFor;
    const work = wanted ? this.#sealing.prepare(form, unb64u(wanted, 32)) : this.#sealing.forget();
    void work.catch(() => undefined);
  }

  #putAwayLater(division: string, after: number): void {
    setTimeout(
      () => {
        if (focusOf(this.#link.model.value.state, this.#dismissed)?.id === division)
          this.#set(() => this.#dismiss());
      },
      Math.max(0, after),
    );
  }

  #division(id: string): Division | undefined {
    return this.#link.model.value.state?.divisions.find((one) => one.id === id);
  }

  async #readPapers(division: string): Promise<void> {
    const found = this.#division(division);
    const sitting = this.#link.sitting.value;
    if (found && sitting) await this.#papers.open({ sitting, division: found });
  }

  #dismiss(): void {
    const focus = focusOf(this.#link.model.value.state, this.#dismissed);
    if (focus?.result) this.#dismissed = focus.id;
  }

  /** Asks for `mine` of a new opening, unless the server tells it by itself; spread over a second for a whole hall. */
  #askMine(open: string): void {
    if (this.#asked === open) return;
    this.#asked = open;
    setTimeout(() => {
      if (this.#link.model.value.mine?.open !== open) void this.#request({ t: "mine" });
    }, spread(ASK_WITHIN_MS));
  }

  #press(choice: (typeof CHOICES)[number]): void {
    const screen = screenOf(this.#known());
    if (screen.kind === "practice") this.#set(() => (this.#practice = choice));
    if (screen.kind !== "vote" || screen.listing || !hasKeys(screen.panel)) return;
    const vote = this.#booth?.vote.value;
    if (this.#isFinal) {
      // what can't be changed is said once more before it is sent; a ballot on its way stays as it is
      if (["keys", "confirm"].includes(screen.panel.kind)) this.#set(() => this.#first.press(vote, choice));
      return;
    }
    if (vote?.secret && choice === choiceOf(lastBallot(vote)?.marks ?? null)) this.#cover.show();
    this.#booth?.press([choice], !this.#challenging);
  }

  get #member(): string {
    return this.#link.model.value.welcome?.member?.id ?? "";
  }

  get #isFinal(): boolean {
    return isFinal(this.#known());
  }

  #confirm(yes: boolean): void {
    const choice = this.#first.take(this.#booth?.vote.value);
    this.#draw();
    if (yes && choice) this.#booth?.press([choice]);
  }

  #atPaper(): { readonly vote: Vote; readonly on: Listing } | null {
    const screen = screenOf(this.#known());
    const vote = this.#booth?.vote.value;
    return screen.kind === "vote" && screen.listing && vote ? { vote, on: screen.listing } : null;
  }

  /** A ballot that waits or was challenged is put away: the keys come back, or the paper as it was. */
  #putBack(): void {
    this.#paper.reopen();
    this.#booth?.putBack();
  }

  #challenge(on: boolean): void {
    this.#challenging = on;
    const vote = this.#booth?.vote.value;
    if (!on && (vote?.undecided || vote?.challenged)) this.#putBack();
  }

  #key(event: KeyboardEvent): void {
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    const choice = CHOICES[["1", "2", "3"].indexOf(event.key)];
    if (choice) this.#press(choice);
    if (event.key === "Escape") this.#confirm(false);
  }

  async #checkIn(): Promise<void> {
    const { state, welcome } = this.#link.model.value;
    const { seat, signer } = this.identity;
    if (!state || !welcome?.member || this.#checkingIn) return;
    this.#set(() => {
      this.#checkingIn = true;
      this.#failure = "";
    });
    try {
      const members = { member: welcome.member.id, seat };
      const request = { log: `sitting.${state.sitting.id}`, type: "check-in", after: state.head, members };
      await this.#link.request<DoneFrame>({ t: "act", ...(await signAct(request, signer)) });
    } catch (error) {
      this.#failure = wordsOf(error);
    }
    await this.#request({ t: "mine" });
    if (this.#link.model.value.mine?.checked_in) this.#failure = "";
    this.#set(() => (this.#checkingIn = false));
  }

  /** A request whose failure the connection's state already shows. */
  async #request(frame: { readonly t: string }): Promise<void> {
    await this.#link.request<MineFrame>(frame).catch(() => undefined);
  }

  #known(): Known {
    return {
      seat: this.identity.seat,
      status: this.#link.status.value,
      sitting: this.#link.sitting.value,
      model: this.#link.model.value,
      plan: this.#planning.plan,
      stored: this.#stored,
      keys: this.#keyring?.keys.value ?? NO_KEYS,
      vote: this.#booth?.vote.value ?? null,
      desk: this.#paper.desk,
      asked: this.#first.of(this.#booth?.vote.value),
      covered: this.#cover.covered,
      challenging: this.#challenging,
      dismissed: this.#dismissed,
      practice: this.#practice,
      checkingIn: this.#checkingIn,
      failure: this.#failure,
      pages: this.pages,
      newer: this.#keeping.newer.value,
      sound: this.#signals.on.value,
    };
  }

  /** The secret ballot on the screen, before and after it is cast; "" for none. */
  #secretOn(screen: Screen): string {
    const vote = this.#booth?.vote.value;
    const shown = vote && screen.kind === "vote" ? shownEntry(vote, screen.panel) : null;
    return shown?.head ? shown.head + shown.id : "";
  }

  /** Draws with the next frame: what a press sets off goes on its way first. A hidden page has no frames, and must hide its choice. */
  #drawSoon(): void {
    if (document.hidden) this.#draw();
    else this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  #draw(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const screen = screenOf(this.#known());
    this.#cover.follow(this.#secretOn(screen));
    this.#record.follow(screen.kind === "agenda");
    const known = this.#known();
    const setting: Setting = {
      covered: known.covered,
      checkingIn: known.checkingIn,
      plan: known.plan,
      seat: known.seat,
      actions: this.#actions,
    };
    this.page.show(frameOf(known, screen), screen, setting);
    this.page.clock(this.#link.now());
  }
}
