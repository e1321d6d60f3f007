/** The worker in which a tablet seals its ballots, so that the page stays free. */
import { SealedError } from "./group.ts";
import type { Question, Reply } from "./prover.ts";
import { perform, Workshop } from "./workshop.ts";

const workshop = new Workshop();

async function answer(question: Question): Promise<Reply> {
  try {
    return { id: question.id, value: await perform(workshop, question) };
  } catch (error) {
    return { id: question.id, error: error instanceof SealedError ? error.code : "bad-ballot" };
  }
}

addEventListener("message", async ({ data }: MessageEvent<Question>) => postMessage(await answer(data)));
