/** An enrolled terminal at work: connects what the server says, the booth and the page. */
import { signAct } from "@hemicycle/kit/acts";
import { b64u, unb64u } from "@hemicycle/kit/encoding";
import { type Identity, keepPin } from "@hemicycle/kit/enrol";
import { lang, wordsOf } from "@hemicycle/kit/i18n";
import type { Form } from "@hemicycle/kit/sealed/forms";
import type { SealDocument } from "@hemicycle/kit/sealed/keys";
import { Prover } from "@hemicycle/kit/sealed/prover";
import { SittingLink } from "@hemicycle/kit/sitting";
import {
  CHOICES,
  type CountedProof,
  type Division,
  type DivisionState,
  type DoneFrame,
  type MineFrame,
  type SeatPlan,
  type ServerFrame,
  type State,
} from "@hemicycle/kit/types";
import type { Actions } from "./actions.ts";
import { Booth } from "./booth.ts";
import { Cover } from "./cover.ts";
import { type Frame, frameOf } from "./frame.ts";
import { indexedShelf } from "./kept.ts";
import { Keyring, NO_KEYS } from "./keyring.ts";
import type { Known } from "./known.ts";
import type { Page } from "./page.ts";
import { type Panel, shownEntry } from "./panel.ts";
import { focusOf, type Screen, screenOf } from "./screen.ts";
import type { Setting } from "./views.ts";
import { lastBallot } from "./vote.ts";

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
/** The form of secret votes so far, to get ready under before the opening. */
const THREE_KEYS: Form = [{ type: 1, c: 1, min: 0, max: 0, w: 0 }];
/** Panels that have keys. */
const PRESSED: ReadonlySet<Panel["kind"]> = new Set(["keys", "recorded", "received", "kept", "refused"]);
const COUNTED: ReadonlySet<DivisionState> = new Set(["tallied", "declared", "published", "archived"]);

/** A time for one terminal of a hall that would otherwise all ask at once: 0.3 to 1 times `ms`. */
function spread(ms: number): number {
  return ms * (0.3 + 0.7 * Math.random());
}

export const BLANK_FRAME: Frame = {
  body: "",
  sitting: "",
  demo: false,
  name: "",
  place: "",
  online: true,
  strip: null,
  note: "",
  receipt: null,
  coverable: false,
  covered: false,
  challenging: null,
  document: null,
};

export const BLANK_SETTING: Omit<Setting, "actions"> = {
  covered: false,
  checkingIn: false,
  plan: null,
  seat: "",
};

export class Terminal {
  readonly #link: SittingLink;
  readonly #sealing = new Prover();
  readonly #cover = new Cover(() => this.#draw());
  #booth: Booth | null = null;
  #keyring: Keyring | null = null;
  #challenging = false;
  /** Divisions that were shown as secret ones. */
  readonly #shownSecret = new Set<string>();
  /** The key that ballots are being worked out for. */
  #workedFor = "";
  #plan: SeatPlan | null = null;
  #planAsked = "";
  #planTimer: ReturnType<typeof setTimeout> | undefined;
  #practice: Known["practice"] = null;
  #dismissed = "";
  #checkingIn = false;
  #failure = "";
  #asked = "";
  #checked = new Set<string>();
  readonly #actions: Actions;

  constructor(
    private readonly identity: Identity,
    private readonly page: Page,
    leaving: Pick<Actions, "enrolAgain" | "reload">,
  ) {
    this.#link = new SittingLink(identity, { onFrame: (frame) => this.#hear(frame) });
    this.#actions = {
      ...leaving,
      press: (choice) => this.#press(choice),
      checkIn: () => void this.#checkIn(),
      toggleCover: () => this.#cover.toggle(),
      peek: (on) => this.#cover.peek(on),
      setChallenging: (on) => this.#set(() => this.#challenge(on)),
      cast: () => this.#booth?.cast(),
      challenge: () => this.#booth?.challenge(),
      putBack: () => this.#booth?.putBack(),
      answerPin: (holds) => void this.#keyring?.answer(holds),
      dismiss: () => this.#set(() => this.#dismiss()),
      practise: (on) => this.#set(() => (this.#practice = on ? "none" : null)),
    };
  }

  start(): void {
    const draw = () => this.#draw();
    this.#link.sitting.subscribe((sitting) => this.#sit(sitting ?? null));
    this.#link.model.subscribe(draw);
    this.#link.status.subscribe(draw);
    lang.subscribe(draw);
    setInterval(() => this.page.clock(this.#link.now()), 200);
    addEventListener("keydown", (event) => this.#key(event));
    for (const end of ["pointerup", "pointercancel", "blur"])
      addEventListener(end, () => this.#cover.peek(false));
    this.#link.start();
  }

  #set(change: () => unknown): void {
    change();
    this.#draw();
  }

  #sit(sitting: string | null): void {
    this.#plan = null;
    this.#planAsked = "";
    this.#keyring?.end();
    this.#keyring = sitting ? this.#keysOf(sitting) : null;
    this.#booth = sitting ? this.#boothOf(sitting) : null;
    this.#booth?.vote.subscribe(() => this.#draw());
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
      checker: `${location.origin}/check/`,
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
    for (const { id, secrecy } of state.divisions) if (secrecy === "secret") this.#shownSecret.add(id);
    const focus = focusOf(state, this.#dismissed);
    this.#getReady(state, focus);
    if (focus && focus.state !== "announced") {
      const opening = state.open?.division === focus.id ? state.open : null;
      const keys = this.#keyring?.keys.value ?? NO_KEYS;
      void this.#booth
        ?.enter(focus.id, opening, keys, this.#shownSecret.has(focus.id))
        .then(() => this.#check(focus.id));
      this.#practice = null;
      if (opening) this.#askMine(opening.open);
    }
    const declared_ms = focus?.result?.declared_ms;
    if (focus && declared_ms) this.#putAwayLater(focus.id, declared_ms + RESULT_FOR_MS - this.#link.now());
    this.#followPlan(`${state.sitting.id}/${state.register.n}`);
  }

  /** Fetches the sitting's keys, and works ahead once a secret vote is announced; forgets what it worked out when one is over. */
  #getReady(state: State, focus: Division | null): void {
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
    if (wanted === null || wanted === this.#workedFor) return;
    this.#workedFor = wanted;
    const work = wanted ? this.#sealing.prepare(THREE_KEYS, unb64u(wanted, 32)) : this.#sealing.forget();
    void work.catch(() => undefined);
  }

  /** The plan at once, and again some time after the register changed: a hall that enrols must not fetch it for every key. */
  #followPlan(version: string): void {
    if (this.#planAsked === version) return;
    const first = this.#planAsked === "";
    this.#planAsked = version;
    if (first) void this.#fetchPlan();
    else if (this.#planTimer === undefined) {
      this.#planTimer = setTimeout(() => void this.#fetchPlan(), spread(PLAN_WITHIN_MS));
    }
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

  async #fetchPlan(): Promise<void> {
    this.#planTimer = undefined;
    const sitting = this.#link.sitting.value;
    try {
      const plan = await this.#link.api.get<SeatPlan>(`/v1/sittings/${sitting}/plan`);
      this.#set(() => (this.#plan = plan));
    } catch {
      this.#planAsked = "";
    }
  }

  /** Once a division is tallied, and again when it is declared: the terminal's leaf of the count against its receipt. */
  async #check(division: string): Promise<void> {
    const { state, mine } = this.#link.model.value;
    const found = state?.divisions.find((one) => one.id === division);
    const vote = this.#booth?.vote.value;
    const step = `${division} ${found?.result?.counted_root ?? ""}`;
    if (!found || !COUNTED.has(found.state) || vote?.division !== division || this.#checked.has(step)) return;
    if (!vote.recorded && !mine?.checked_in) return;
    this.#checked.add(step);
    await new Promise((resolve) => setTimeout(resolve, spread(CHECK_WITHIN_MS)));
    const path = `/v1/sittings/${this.#link.sitting.value}/divisions/${division}/counted`;
    try {
      await this.#booth?.check(await this.#link.api.get<CountedProof>(path), found);
    } catch {
      this.#checked.delete(step);
    }
  }

  #press(choice: (typeof CHOICES)[number]): void {
    const screen = screenOf(this.#known());
    if (screen.kind === "practice") this.#set(() => (this.#practice = choice));
    if (screen.kind !== "vote" || !PRESSED.has(screen.panel.kind)) return;
    const vote = this.#booth?.vote.value;
    if (vote?.secret && choice === lastBallot(vote)?.choice) this.#cover.show();
    this.#booth?.press(choice, !this.#challenging);
  }

  #challenge(on: boolean): void {
    this.#challenging = on;
    if (!on) this.#booth?.putBack();
  }

  #key(event: KeyboardEvent): void {
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    const choice = CHOICES[["1", "2", "3"].indexOf(event.key)];
    if (choice) this.#press(choice);
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
      plan: this.#plan,
      keys: this.#keyring?.keys.value ?? NO_KEYS,
      vote: this.#booth?.vote.value ?? null,
      covered: this.#cover.covered,
      challenging: this.#challenging,
      dismissed: this.#dismissed,
      practice: this.#practice,
      checkingIn: this.#checkingIn,
      failure: this.#failure,
    };
  }

  /** The secret ballot on the screen, before and after it is cast; "" for none. */
  #secretOn(screen: Screen): string {
    const vote = this.#booth?.vote.value;
    const shown = vote && screen.kind === "vote" ? shownEntry(vote, screen.panel) : null;
    return shown?.head ? shown.head + shown.id : "";
  }

  #draw(): void {
    const screen = screenOf(this.#known());
    this.#cover.follow(this.#secretOn(screen));
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
