/**
 * Seals and verifies what a JSON document on standard input asks for, for the cross-check with the server's language
 * (tests/unit/sealed/test_typescript.py): `node --experimental-transform-types terminal_client/kit/tools/seal.ts`.
 * Byte strings are b64u.
 */
import { text } from "node:stream/consumers";
import { decodeMarks, encodeMarks } from "../src/clear.ts";
import { generateKey, type Signer, sign, signerOf, signerOfSeed } from "../src/crypto.ts";
import { b64u, u32be, u64be, unb64u } from "../src/encoding.ts";
import type { Marks } from "../src/marks.ts";
import { BallotDraft, checkOpening, verifyBody } from "../src/sealed/ballot.ts";
import { type Entry, type Place, signEntry, trackingCode } from "../src/sealed/entries.ts";
import type { Choices, Form } from "../src/sealed/forms.ts";
import { decodePoint, SealedError, voteKey } from "../src/sealed/group.ts";
import { type SealDocument, type Trust, verifyCertifiedOpening, verifyKeySet } from "../src/sealed/keys.ts";
import type { Opening, Paper } from "../src/types.ts";
import { clean, isWritten } from "../src/written.ts";

interface SealTask {
  readonly form: Form;
  readonly public: string;
  readonly open: string;
  readonly seed: string;
  readonly seq: number;
  readonly prev: string;
  readonly choices: Choices;
}

interface Tasks {
  readonly seal?: readonly SealTask[];
  readonly verify?: readonly { readonly form: Form; readonly public: string; readonly body: string }[];
  readonly check?: readonly (Omit<SealTask, "seed" | "choices"> & {
    readonly key: string;
    readonly revealed: string;
  })[];
  readonly write?: readonly (Paper & { readonly marks: Marks })[];
  readonly read?: readonly (Paper & { readonly bytes: string })[];
  readonly typed?: readonly string[];
  readonly points?: readonly string[];
  readonly keysets?: readonly { readonly document: SealDocument; readonly trust: Trust }[];
  readonly openings?: readonly {
    readonly document: SealDocument;
    readonly trust: Trust;
    readonly opening: Opening;
    readonly certificate: SealDocument["seals"];
  }[];
}

const server = signerOf(await generateKey());

async function verdict(work: () => unknown): Promise<string> {
  try {
    await work();
    return "";
  } catch (error) {
    return error instanceof SealedError ? error.code : String(error);
  }
}

/** The server's acknowledgement of a spoil entry, without which nothing is revealed. */
async function acknowledged({ open, seq, id }: Entry, signer: Signer) {
  const fields = [unb64u(open), u32be(0), u64be(1), signer.publicKey, u32be(seq), unb64u(id)];
  const s = b64u(await sign(server, "ack", ...fields));
  return { t: "ack" as const, r: 1, open, epoch: 0, pos: 1, seq, id, s };
}

async function sealed(task: SealTask) {
  const signer = await signerOfSeed(unb64u(task.seed));
  const place: Place = { ...task, open: unb64u(task.open), prev: unb64u(task.prev), key: signer.publicKey };
  const key = voteKey(unb64u(task.public));
  const cast = await new BallotDraft(task.form, key).seal(place, task.choices);
  const challenged = await new BallotDraft(task.form, key).seal(place, task.choices);
  const spoil = await signEntry(signer, "spoil", place, challenged.spoil());
  const revealed = await challenged.reveal(await acknowledged(spoil, signer), b64u(server.publicKey));
  return {
    head: b64u(cast.head),
    code: trackingCode(cast.head),
    ballot: await signEntry(signer, "ballot", place, cast.cast()),
    spoil,
    challenged: b64u(challenged.head),
    revealed: b64u(revealed),
  };
}

/** The marks in clear that the bytes are; null if they are none. */
function read({ bytes, ...paper }: Paper & { readonly bytes: string }): Marks | null {
  try {
    return decodeMarks(paper, unb64u(bytes));
  } catch {
    return null;
  }
}

async function answer({ seal, verify, check, points, keysets, openings, ...clear }: Tasks) {
  const each = <Task, Answer>(tasks: readonly Task[] = [], work: (task: Task) => Answer) =>
    Promise.all(tasks.map(work));
  return {
    seal: await each(seal, sealed),
    verify: await each(verify, (task) =>
      verdict(() => verifyBody(task.form, voteKey(unb64u(task.public)), unb64u(task.body))),
    ),
    check: await each(check, async (task) => {
      const place = { ...task, open: unb64u(task.open), key: unb64u(task.key), prev: unb64u(task.prev) };
      const { head, choices } = await checkOpening(
        task.form,
        voteKey(unb64u(task.public)),
        place,
        unb64u(task.revealed),
      );
      return { head: b64u(head), choices };
    }),
    write: await each(clear.write, ({ marks, ...paper }) => b64u(encodeMarks(paper, marks))),
    read: await each(clear.read, read),
    typed: await each(clear.typed, (typed) => [clean(typed), isWritten(clean(typed))]),
    points: await each(points, (point) => verdict(() => decodePoint(unb64u(point), true))),
    keysets: await each(keysets, (task) => verdict(() => verifyKeySet(task.document, task.trust))),
    openings: await each(openings, ({ document, trust, opening, certificate }) =>
      verdict(async () => verifyCertifiedOpening(opening, certificate, await verifyKeySet(document, trust))),
    ),
  };
}

console.log(JSON.stringify(await answer(JSON.parse(await text(process.stdin)))));
