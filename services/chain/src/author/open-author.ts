import { fromHex, type Hex } from "@pha/codec";
import type { Keypair } from "@pha/crypto";
import { keypairFromSeed } from "@pha/crypto/node";
import { readState } from "@pha/frame";
import { validators } from "@pha/runtime/spec";
import { errors } from "../errors.ts";
import type { HeadState } from "../state/head-state.ts";

/**
 * The author's key, if the ledger knows it.
 *
 * @throws `chain.NotAnAuthor`
 */
export async function openAuthor(seed: Hex, head: HeadState): Promise<Keypair> {
  const author = keypairFromSeed(fromHex(seed), "ed25519");
  const authors = await head.read((state) => readState(validators, state).authors.get());
  if (!authors.includes(author.publicKey)) throw errors.NotAnAuthor({ publicKey: author.publicKey });
  return author;
}
