import { fromHex } from "@pha/codec";
import { keypairFromSeed } from "@pha/crypto/node";
import { developmentAuthor } from "@pha/runtime/spec";
import { silentLog } from "@pha/service-kit/log";
import { createMetrics } from "@pha/service-kit/metrics";
import { readNetwork } from "@pha/service-kit/network";
import type { SealedBlock } from "../author/commit-block.ts";
import { makeBlock } from "../author/make-block.ts";
import type { Config } from "../config.ts";
import { openCore } from "../core/open-core.ts";
import { raiseEpoch } from "../db/authoring.ts";
import { openChainDb } from "../db/open-chain-db.ts";
import type { SignatureWorkers } from "../pool/signatures.ts";
import { makeTelemetry } from "../telemetry.ts";

const author = keypairFromSeed(fromHex(developmentAuthor.secret), "ed25519");

/**
 * What is in memory of a chain that is not running, over its database, and a hand that makes its blocks.
 *
 * @param verify decides on signatures; believes all when absent.
 */
export async function openTestCore(
  { databaseUrl, spec, code }: Pick<Config, "databaseUrl" | "spec" | "code">,
  verify: SignatureWorkers["verify"] = async () => true,
) {
  await using opened = new AsyncDisposableStack();
  const database = opened.use(await openChainDb(databaseUrl, silentLog));
  const { db } = database;
  const network = await readNetwork(spec, code);
  const telemetry = makeTelemetry(createMetrics("chain"), silentLog);
  const signatures = { verify, async [Symbol.asyncDispose]() {} };
  const kept = { historyBlocks: 256, archive: false };
  const core = await openCore({ ...network, database, signatures, telemetry, kept });
  const epoch = await raiseEpoch(db);
  const resources = opened.move();
  return {
    ...core,
    db,
    telemetry,
    epoch,
    /** Seals a block of what is ready, and leaves it at that. */
    make(): Promise<SealedBlock> {
      const { header: parent } = core.heads.best;
      const start = { timeMs: BigInt(Date.now()), epoch, ...core.rounds.at(parent.number + 1) };
      return makeBlock({ ...core, telemetry, author, queue: core.pool.queue }, parent, start);
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
