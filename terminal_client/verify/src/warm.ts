/** Loads what verifying needs: nothing is to be loaded once a file is open. */
import { digest, signerOfSeed, verify } from "@hemicycle/kit/crypto";
import { concat } from "@hemicycle/kit/encoding";

/** Judges a signature of right form (S is 0), so that the library that looks at keys is there. */
export async function warmUp(): Promise<void> {
  const { publicKey } = await signerOfSeed(await digest("warm"));
  await verify(publicKey, concat(publicKey, new Uint8Array(32)), "warm", publicKey);
}
