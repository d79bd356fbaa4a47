import { decode, encode, fromHex } from "@pha/codec";
import { keypairFromSeed } from "@pha/crypto/node";
import { type Header, Proposal, seal, withoutSeal } from "@pha/light-client";
import { developmentAuthor } from "@pha/runtime/spec";
import { commitBlock } from "../author/commit-block.ts";
import type { Config } from "../config.ts";
import { openTestCore } from "./open-test-core.ts";

/** What is wrong with the block. */
export interface PutBlock {
  /** Believed, whoever signed them. */
  readonly extrinsics?: readonly Uint8Array[];
  /** Changes the header before it is sealed. */
  readonly header?: (header: Header) => Header;
}

/** Puts a sealed block into the database of a chain that is not running, as somebody with all its keys might. */
export async function putBlock(
  config: Pick<Config, "databaseUrl" | "spec" | "code">,
  { extrinsics = [], header: change = (header) => header }: PutBlock,
): Promise<Header> {
  await using core = await openTestCore(config);
  for (const bytes of extrinsics) await core.pool.submit(bytes);
  const made = await core.make();
  const author = keypairFromSeed(fromHex(developmentAuthor.secret), "ed25519");
  const header = seal(change(withoutSeal(made.header)), author.sign);
  const proposalBytes = encode(Proposal, { ...decode(Proposal, made.proposalBytes), header });
  await commitBlock(core.db, { ...made, header, proposalBytes });
  return header;
}
