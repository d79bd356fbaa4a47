import { type Db, tryAdvanceCursor } from "@pha/service-kit/db";
import { cursorOf } from "../db/progress.ts";
import { findBatchEnd, pruneGivenUp, pruneHistory } from "../db/pruning.ts";
import type { Emitter } from "../ledger/emitter.ts";
import type { ChainTelemetry } from "../telemetry.ts";
import { startBackground } from "./background.ts";
import type { HistoryWindow } from "./window.ts";

/** Rows that one transaction looks at, about: of state, of the tree, of extrinsics that were given up. */
const BATCH_ROWS = 2_000;

/** Removes what no read can find any more, a batch at a time. Any number of replicas may run it: one at a time works. */
export function startPruner(deps: {
  readonly db: Db;
  readonly window: HistoryWindow;
  readonly emitter: Emitter;
  readonly telemetry: ChainTelemetry;
}): AsyncDisposable {
  const { db, window, telemetry } = deps;
  return startBackground({ ...deps, job: "prune" }, async () => {
    const target = window.prunable;
    if (target <= 0) return false;
    const reached = await tryAdvanceCursor(db, cursorOf("prune"), async (tx, from) => {
      if (from >= target) return from;
      const to = await findBatchEnd(tx, from, target, BATCH_ROWS);
      await pruneHistory(tx, { from, to });
      await pruneGivenUp(tx, BATCH_ROWS);
      return to;
    });
    if (reached === undefined) return false;
    window.pruned(reached);
    telemetry.historyPruned(reached);
    return reached < target;
  });
}
