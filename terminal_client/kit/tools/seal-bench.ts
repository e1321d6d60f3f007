/** The page of `python -m loadtests.browser.sealing`: how long a browser takes to seal ballots. */
import { randomBytes } from "../src/crypto.ts";
import { BallotDraft, verifyBody } from "../src/sealed/ballot.ts";
import type { Place } from "../src/sealed/entries.ts";
import type { Choices, Form } from "../src/sealed/forms.ts";
import { encodePoint, G, randomScalar, voteKey } from "../src/sealed/group.ts";
import { Prover } from "../src/sealed/prover.ts";

/** A form with choices to seal. */
interface Task {
  readonly form: Form;
  readonly choices: Choices;
  readonly rounds: number;
}

/** Milliseconds, one figure a round. */
interface Times {
  /** The vote's table, once a vote; the first includes the generator's table and code that was never run. */
  readonly key: number[];
  /** Encrypting and proving a whole ballot at once. */
  readonly direct: number[];
  /** Getting a ballot ready before the choice is known, and sealing it then. */
  readonly prepare: number[];
  readonly press: number[];
  /** From the call to the answer through a worker that had time to get ready. */
  readonly worker: number[];
  /** Whether it was a worker that answered. */
  readonly offThread: boolean;
}

const now = () => performance.now();

async function timed(work: () => unknown): Promise<number> {
  const start = now();
  await work();
  return now() - start;
}

function somewhere(): Place {
  const open = randomBytes(32);
  return { open, key: randomBytes(32), seq: 1, prev: open };
}

async function measure({ form, choices, rounds }: Task): Promise<Times> {
  const times: Omit<Times, "offThread"> = { key: [], direct: [], prepare: [], press: [], worker: [] };
  const secret = randomScalar();
  times.key.push(await timed(() => voteKey(encodePoint(G.times(secret)))));
  const publicKey = encodePoint(G.times(secret));
  let vote = voteKey(publicKey);
  for (let i = 0; i < rounds; i++) {
    times.key.push(await timed(() => (vote = voteKey(publicKey))));
    times.direct.push(await timed(() => new BallotDraft(form, vote).seal(somewhere(), choices)));
    const draft = new BallotDraft(form, vote);
    times.prepare.push(await timed(() => [...draft.prepare()]));
    const start = now();
    const body = (await draft.seal(somewhere(), choices)).cast();
    times.press.push(now() - start);
    await verifyBody(form, vote, body);
  }
  const prover = new Prover();
  await prover.prepare(form, publicKey);
  for (let i = 0; i < rounds; i++) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const start = now();
    const { head } = await prover.seal(somewhere(), choices);
    times.worker.push(now() - start);
    await verifyBody(form, vote, await prover.cast(head));
  }
  const { offThread } = prover;
  prover.close();
  return { ...times, offThread };
}

Object.assign(globalThis, { measure });
