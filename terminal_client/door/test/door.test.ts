import { signerOfCard, signerOfCode } from "@hemicycle/kit/crypto";
import { b64u } from "@hemicycle/kit/encoding";
import { describe, expect, it } from "vitest";
import { makeCards, qrText } from "../../../admin_console/secretariat/src/cards/issuing.ts";
import { cardOf, charactersOf } from "../src/card.ts";
import { characterOf, Keystrokes } from "../src/keystrokes.ts";

const TEXT = "HEMICARD0123456789ABCDEF";
const KEY = "McKWIJQujhttQ1vBgJaKwsmMysUX8IT9NVUdDYagP8c";

function typed(keys: Keystrokes, text: string, every: number): string | null {
  let at = 1000;
  for (const key of text) {
    at += every;
    keys.press(key, "", at);
  }
  return keys.press("Enter", "Enter", at + every);
}

describe("a scanner that types", () => {
  it("is told from a person by its speed", () => {
    expect(typed(new Keystrokes(), TEXT, 5)).toBe(TEXT);
    expect(typed(new Keystrokes(), TEXT, 150)).toBeNull();
    expect(typed(new Keystrokes(), "0012", 5)).toBeNull();
  });

  it("may begin after a person typed something", () => {
    const keys = new Keystrokes();
    keys.press("7", "Digit7", 0);
    expect(typed(keys, TEXT, 5)).toBe(TEXT);
    expect(keys.press("Enter", "Enter", 1200)).toBeNull();
  });

  it("is read through an input method, which hides the keys", () => {
    expect(characterOf("Process", "KeyH")).toBe("H");
    expect(characterOf("Process", "Digit7")).toBe("7");
    expect(characterOf("Shift", "ShiftLeft")).toBe("");
    expect(characterOf("h", "KeyH")).toBe("H");
  });
});

describe("a card", () => {
  it("has a prefix and sixteen characters", () => {
    expect(charactersOf(TEXT)).toBe("0123456789ABCDEF");
    expect(charactersOf(` ${TEXT.toLowerCase()}\n`)).toBe("0123456789ABCDEF");
    for (const other of ["0123456789ABCDEF", "HEMICARD0123", `${TEXT}0`, "https://example.org", ""])
      expect(charactersOf(other)).toBeNull();
  });

  it("has another key than an enrolment code of the same characters", async () => {
    const [card, code] = await Promise.all([
      signerOfCard("0123456789ABCDEF"),
      signerOfCode("0123456789ABCDEF"),
    ]);
    expect(card.publicKey).not.toEqual(code.publicKey);
    // as voting_protocol.crypto.card_key has it
    expect(b64u(card.publicKey)).toBe(KEY);
  });

  it("is made so that the door reads it", async () => {
    const told: number[] = [];
    const cards = await makeCards(
      Array.from({ length: 40 }, (_, i) => `m${i}`),
      (made) => told.push(made),
    );
    expect(told).toEqual([32]);
    expect(new Set(cards.map(({ text }) => text)).size).toBe(40);
    for (const card of cards.slice(0, 3))
      expect(b64u((await cardOf(qrText(card)))?.publicKey ?? new Uint8Array())).toBe(card.key);
  });
});
