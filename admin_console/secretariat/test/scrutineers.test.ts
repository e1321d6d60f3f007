import { setLang } from "@hemicycle/kit/i18n";
import type { SealView } from "@hemicycle/kit/types";
import { describe, expect, it } from "vitest";
import { sampleSeal, secretState, stageState } from "../../chair/dev/secret.ts";
import { stageWords } from "../src/hall/scrutiny.ts";
import type { CodeEntry, KeyEntry, Register } from "../src/register.ts";
import { pinned } from "../src/scrutineers/pin.ts";

const key = (
  name: string,
  state: KeyEntry["state"] = "active",
  role: KeyEntry["role"] = "scrutineer",
): KeyEntry => ({
  key: name,
  role,
  seat: "",
  holder: name,
  state,
  device: "",
  enrolled_ms: 1,
});
const code = (state: CodeEntry["state"], role: CodeEntry["role"] = "scrutineer"): CodeEntry => ({
  key: state,
  role,
  seat: "",
  holder: "",
  state,
  expires_ms: 1,
});
const register = (keys: readonly KeyEntry[], codes: readonly CodeEntry[] = []) =>
  ({ keys, codes }) as unknown as Register;
const three = [key("k0"), key("k1"), key("k2")];
const of = (keys: readonly KeyEntry[], codes: readonly CodeEntry[] = [], seal: SealView | null = null) =>
  pinned(register(keys, codes), seal);

describe("the pin on cards and wall", () => {
  it("is for all enrolled scrutineers, once nobody with a code is awaited", () => {
    expect(of([...three, key("gone", "revoked"), key("c", "active", "chair")], [code("used")])).toEqual({
      keys: ["k0", "k1", "k2"],
      basis: "enrolled",
      changed: false,
    });
    expect(of(three, [code("open")])).toMatchObject({ keys: [], basis: "awaited" });
    expect(of(three, [code("expired"), code("cancelled"), code("open", "teller")])).toMatchObject({
      basis: "enrolled",
    });
    expect(of(three.slice(0, 1))).toMatchObject({ keys: [], basis: "none" });
  });

  it("is for those of the ceremony once there is one, and says if others are enrolled now", () => {
    const seal = sampleSeal();
    expect(of(three, [code("open")], seal)).toEqual({
      keys: ["k0", "k1", "k2"],
      basis: "sealed",
      changed: false,
    });
    expect(of([...three.slice(1), key("k9")], [], seal)).toMatchObject({
      keys: ["k0", "k1", "k2"],
      changed: true,
    });
    expect(of(three.slice(1), [], sampleSeal("dealing"))).toMatchObject({ basis: "sealed", changed: true });
    expect(of(three.slice(1), [], sampleSeal("aborted"))).toMatchObject({
      keys: ["k1", "k2"],
      basis: "enrolled",
    });
  });
});

describe("a secret vote in the hall", () => {
  it("is told with what its scrutineers have done, never with a figure per option", () => {
    setLang("zh");
    expect(stageWords(stageState("certifying"))).toBe("监票人正在确认开始 1/3");
    expect(stageWords(stageState("voting"))).toBe("");
    expect(stageWords(stageState("rooting"))).toBe("监票人正在确认封票 2/3");
    expect(stageWords(stageState("by-hand"))).toBe("等待监票人手动释放 0/2");
    expect(stageWords(stageState("too-few"))).toContain("只有 2 张");
    expect(stageWords(secretState("declared"))).toBe("");
  });
});
