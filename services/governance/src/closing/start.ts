import { randomUUID } from "node:crypto";
import { AccountId, type Hex, type JsonContext, toJson } from "@pha/codec";
import type { Bus } from "@pha/service-kit/bus";
import type { Secret } from "@pha/service-kit/config";
import { type Db, dbError } from "@pha/service-kit/db";
import type { Logger } from "@pha/service-kit/log";
import { makePayer, type Payer } from "@pha/service-kit/payer";
import { releaseCloser } from "../db/closer.ts";
import type { Moves } from "../projection/moves.ts";
import type { Telemetry } from "../telemetry.ts";
import { closeDue } from "./close-due.ts";

interface ClosingDeps {
  readonly db: Db;
  readonly bus: Bus;
  readonly log: Logger;
  readonly telemetry: Telemetry;
  readonly json: JsonContext;
  readonly moved: Moves;
  readonly genesisHash: Hex;
  /** Secret URI of the account that closes; without it nothing is done. */
  readonly closer: Secret<string> | undefined;
}

/** Closes motions that are due, whenever there are new blocks, until it is disposed. */
export function startClosing({ closer, moved, log, genesisHash, ...deps }: ClosingDeps): AsyncDisposable {
  const stop = new AbortController();
  const { signal } = stop;
  const replica = randomUUID();
  const running = closer && run(makePayer({ uri: closer.reveal(), genesisHash, bus: deps.bus, signal }));

  async function run(payer: Payer): Promise<void> {
    log.info({ account: toJson(AccountId, payer.account, deps.json) }, "closes motions that are due");
    while (!signal.aborted) {
      const seen = moved.count;
      try {
        await closeDue({ ...deps, payer, moved, replica, signal });
      } catch (error) {
        if (!signal.aborted) complain(log, error);
      }
      await moved.past(seen, signal);
    }
    await releaseCloser(deps.db, replica).catch((error) => complain(log, error)); // or others wait some blocks for it
  }

  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
    },
  };
}

function complain(log: Logger, error: unknown): void {
  const coded = dbError(error);
  if (coded?.kind === "unavailable") log.warn({ code: coded.code, reason: coded.message }, "closing waits");
  else log.error({ err: error }, "closing motions failed");
}
