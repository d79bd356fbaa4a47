import type { AnyPallet } from "@pha/frame";
import { type Db, tryAdvanceCursor } from "@pha/service-kit/db";
import { type ActivityRow, type Bounds, findEventsEnd, insertActivity, listEventsOfBlocks } from "../db/activity.ts";
import { cursorOf } from "../db/progress.ts";
import type { Heads } from "../heads/heads.ts";
import type { Emitter } from "../ledger/emitter.ts";
import type { ChainTelemetry } from "../telemetry.ts";
import { AccountFinder } from "./accounts-of.ts";
import { startBackground } from "./background.ts";

/** What one transaction looks at, about. */
const BATCH: Bounds = { events: 5_000, bytes: 8 * 1024 * 1024 };

/** Writes down which accounts the extrinsics of finalized blocks touched: behind finality, never in its way. */
export function startIndexer(deps: {
  readonly db: Db;
  readonly pallets: () => readonly AnyPallet[];
  readonly heads: Heads;
  readonly emitter: Emitter;
  readonly telemetry: ChainTelemetry;
}): AsyncDisposable {
  const { db, pallets, heads, telemetry } = deps;
  const finder = AccountFinder.following(pallets);
  return startBackground({ ...deps, job: "index" }, async () => {
    const target = heads.finalized.number;
    const reached = await tryAdvanceCursor(db, cursorOf("index"), async (tx, from) => {
      if (from >= target) return from;
      const to = await findEventsEnd(tx, { from, to: target }, BATCH);
      await insertActivity(tx, activityOf(await listEventsOfBlocks(tx, from, to)));
      return to;
    });
    if (reached === undefined) return false;
    telemetry.activityIndexed(reached);
    return reached < target;
  });

  /** Each account once for each extrinsic. */
  function activityOf(events: Awaited<ReturnType<typeof listEventsOfBlocks>>): ActivityRow[] {
    const rows = new Map<string, ActivityRow>();
    for (const event of events) {
      const { block, extrinsic } = event;
      for (const account of finder().accountsOf(event))
        rows.set(`${account}/${block}/${extrinsic}`, { account, block, extrinsic });
    }
    return [...rows.values()];
  }
}
