import type { Db } from "@pha/service-kit/db";
import type { Heads } from "../heads/heads.ts";
import type { Emitter } from "../ledger/emitter.ts";
import type { History } from "../ledger/history.ts";
import type { Runtimes } from "../state/runtimes.ts";
import type { ChainTelemetry } from "../telemetry.ts";
import { startIndexer } from "./indexer.ts";
import { makeHistory } from "./make-history.ts";
import { startPruner } from "./pruner.ts";
import type { HistoryWindow } from "./window.ts";

export interface HistoryDeps {
  readonly db: Db;
  readonly runtimes: Pick<Runtimes, "current">;
  readonly heads: Heads;
  readonly window: HistoryWindow;
  readonly emitter: Emitter;
  readonly telemetry: ChainTelemetry;
}

/** Keeps what is asked about finalized blocks, and lets go what nobody may ask for any more. */
export function startHistory({ runtimes, ...deps }: HistoryDeps): AsyncDisposable & { readonly history: History } {
  const pallets = () => runtimes.current.pallets;
  const opened = new AsyncDisposableStack();
  opened.use(startPruner(deps));
  opened.use(startIndexer({ ...deps, pallets }));
  return {
    history: makeHistory({ ...deps, pallets }),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
