/**
 * Sound and vibration when a ballot is recorded, for who wants them: off until asked for, and the same for every choice, so that nobody
 * nearby hears what was pressed.
 */
import { Observable } from "@hemicycle/kit/store";

const KEPT = "hemicycle.sound";
/** Two short tones, a fourth apart: when they begin (s), how high (Hz). */
const TONES = [
  [0, 587],
  [0.12, 784],
] as const;
const TONE_S = 0.1;
const LOUDNESS = 0.2;
const SHAKE_MS = [40, 60, 40];

export class Signals {
  readonly on = new Observable(globalThis.localStorage?.getItem(KEPT) === "on");
  #audio: AudioContext | null = null;
  #due = false;
  #recorded = "";

  toggle(): void {
    this.on.value = !this.on.value;
    localStorage.setItem(KEPT, this.on.value ? "on" : "off");
    if (this.on.value) this.#give();
  }

  /** The person touched a key: a browser lets a page sound only from then on. */
  touched(): void {
    this.#due = true;
    if (this.on.value) this.#sound();
  }

  /** The ballot that is recorded now; one that was recorded before this page was opened gives no signal. */
  follow(recorded: string): void {
    const fresh = recorded !== "" && recorded !== this.#recorded;
    this.#recorded = recorded;
    if (!fresh || !this.#due) return;
    this.#due = false;
    if (this.on.value) this.#give();
  }

  #give(): void {
    navigator.vibrate?.(SHAKE_MS);
    const audio = this.#sound();
    if (!audio) return;
    for (const [after, pitch] of TONES) {
      const begins = audio.currentTime + after;
      const tone = audio.createOscillator();
      const loudness = audio.createGain();
      tone.frequency.value = pitch;
      loudness.gain.setValueAtTime(0, begins);
      loudness.gain.linearRampToValueAtTime(LOUDNESS, begins + 0.01);
      loudness.gain.linearRampToValueAtTime(0, begins + TONE_S);
      tone.connect(loudness).connect(audio.destination);
      tone.start(begins);
      tone.stop(begins + TONE_S);
    }
  }

  #sound(): AudioContext | null {
    if (typeof AudioContext === "undefined") return null;
    this.#audio ??= new AudioContext();
    void this.#audio.resume().catch(() => undefined);
    return this.#audio;
  }
}
