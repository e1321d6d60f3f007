/** The bundles that tests/data/verify/make.py wrote, and the changes that it made in them. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { encodeCanonical, type Json } from "@hemicycle/kit/canonical";
import { digest, sign, signerOfSeed } from "@hemicycle/kit/crypto";
import { type Bytes, b64u, unb64u } from "@hemicycle/kit/encoding";

export interface Change {
  readonly bundle: string;
  readonly path: readonly (string | number)[];
  readonly seal: boolean;
  readonly drop?: boolean;
  readonly add?: number;
  readonly byte?: number;
  /** The acts from that of the path on, in place of those that are there. */
  readonly rest?: readonly Json[];
}
export interface Case extends Change {
  /** The codes of the auditor's failures, sorted. */
  readonly codes: readonly string[];
}

const read = (name: string) => readFileSync(resolve(import.meta.dirname, "../../../tests/data/verify", name));

export const { cases, server_seeds: seeds } = JSON.parse(read("cases.json").toString()) as {
  readonly cases: readonly Case[];
  readonly server_seeds: Readonly<Record<string, string>>;
};

export function bundle(name: string): Bytes {
  return Uint8Array.from(read(`${name}.hemicycle.json`));
}

/** A bundle signed anew with the server's key, as whoever runs the server could. */
export async function sealed(document: Readonly<Record<string, Json>>, name: string): Promise<Bytes> {
  const { seal: _, ...rest } = document;
  const seed = Uint8Array.from(seeds[name]?.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const bytes = await digest("bundle-bytes", encodeCanonical(rest));
  return encodeCanonical({ ...rest, seal: b64u(await sign(await signerOfSeed(seed), "bundle", bytes)) });
}

/** A bundle after a change. */
export async function altered({ bundle: name, path, seal, drop, add, byte, rest }: Change): Promise<Bytes> {
  const document = JSON.parse(new TextDecoder().decode(bundle(name)));
  const last = path.at(-1) ?? "";
  const place = path.slice(0, -1).reduce((part, step) => part[step], document);
  if (rest) place.splice(last, place.length, ...rest);
  else if (drop) place.splice(last, 1);
  else if (add !== undefined) place[last] += add;
  else {
    const bytes = unb64u(place[last]);
    bytes[byte ?? 0] = (bytes[byte ?? 0] ?? 0) ^ 1;
    place[last] = b64u(bytes);
  }
  return seal ? sealed(document, name) : encodeCanonical(document);
}
