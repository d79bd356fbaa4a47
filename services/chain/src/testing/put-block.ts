import { decode, encode, fromHex } from "@pha/codec";
import { keypairFromSeed } from "@pha/crypto/node";
import { type Header, Proposal, seal, withoutSeal } from "@pha/light-client";
import { developmentAuthor } from "@pha/runtime/spec";
import { silentLog } from "@pha/service-kit/log";
import { createMetrics } from "@pha/service-kit/metrics";
import { readNetwork } from "@pha/service-kit/network";
import { commitBlock } from "../author/commit-block.ts";
import { makeBlock } from "../author/make-block.ts";
import type { Config } from "../config.ts";
import { openCore } from "../core/open-core.ts";
import { raiseEpoch } from "../db/authoring.ts";
import { openChainDb } from "../db/open-chain-db.ts";
import { makeTelemetry } from "../telemetry.ts";

/** What is wrong with the block. */
export interface PutBlock {
  /** Believed, whoever signed them. */
  readonly extrinsics?: readonly Uint8Array[];
  /** Changes the header before it is sealed. */
  readonly header?: (header: Header) => Header;
}

/** Puts a sealed block into the database of a chain that is not running, as somebody with all its keys might. */
export async function putBlock(
  { databaseUrl, spec, code }: Pick<Config, "databaseUrl" | "spec" | "code">,
  { extrinsics = [], header: change = (header) => header }: PutBlock,
): Promise<Header> {
  await using opened = new AsyncDisposableStack();
  const database = opened.use(await openChainDb(databaseUrl, silentLog));
  const network = await readNetwork(spec, code);
  const telemetry = makeTelemetry(createMetrics("chain"), silentLog);
  const signatures = { verify: async () => true, async [Symbol.asyncDispose]() {} };
  const kept = { historyBlocks: 256, archive: false };
  const core = await openCore({ ...network, database, signatures, telemetry, kept });
  for (const bytes of extrinsics) await core.pool.submit(bytes);
  const epoch = await raiseEpoch(database.db);
  const author = keypairFromSeed(fromHex(developmentAuthor.secret), "ed25519");
  const parent = core.heads.best.header;
  const start = { timeMs: BigInt(Date.now()), epoch, ...core.rounds.at(parent.number + 1) };
  const made = await makeBlock({ ...core, telemetry, author, queue: core.pool.queue }, parent, start);
  const header = seal(change(withoutSeal(made.header)), author.sign);
  const proposalBytes = encode(Proposal, { ...decode(Proposal, made.proposalBytes), header });
  await commitBlock(database.db, { ...made, header, proposalBytes });
  return header;
}
