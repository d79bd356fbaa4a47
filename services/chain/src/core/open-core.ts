import type { NetworkProfile } from "@pha/runtime/spec";
import type { Database } from "@pha/service-kit/db";
import { OffenderSearch } from "../author/offender-search.ts";
import { findProgress } from "../db/progress.ts";
import { listStateValues } from "../db/state-values.ts";
import { listTreePages } from "../db/tree-pages.ts";
import { openHeads } from "../heads/open-heads.ts";
import { type HistorySettings, HistoryWindow } from "../history/window.ts";
import { Role } from "../lease/role.ts";
import { makeEmitter } from "../ledger/emitter.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { outsideRequest } from "../ledger/read-budget.ts";
import { makeCatchUp } from "../memory/catch-up.ts";
import { makeChecks } from "../pool/checks.ts";
import { makePool } from "../pool/pool.ts";
import type { SignatureWorkers } from "../pool/signatures.ts";
import { makeFindHash } from "../state/block-hashes.ts";
import { HeadState } from "../state/head-state.ts";
import { Runtimes } from "../state/runtimes.ts";
import { makeStateReader } from "../state/state-reader.ts";
import { TreeStore } from "../state/tree-store.ts";
import type { ChainTelemetry } from "../telemetry.ts";
import { Rounds } from "../votes/rounds.ts";
import { makeLedger } from "./make-ledger.ts";

export interface CoreDeps {
  readonly database: Database;
  readonly spec: NetworkProfile;
  readonly genesis: Ledger["genesis"];
  readonly signatures: SignatureWorkers;
  readonly telemetry: ChainTelemetry;
  readonly kept: HistorySettings;
}

export type Core = Awaited<ReturnType<typeof openCore>>;

/** What is in memory of the chain: both heads, newest state and tree, pool; and the ledger that faces see. */
export async function openCore({ database: { db }, spec, genesis, signatures, telemetry, kept }: CoreDeps) {
  const emitter = makeEmitter();
  const role = new Role();
  const heads = await openHeads(db);
  const rounds = new Rounds();
  const search = new OffenderSearch();
  emitter.on("finalized", () => search.certified());
  const { number } = heads.best;
  const head = new HeadState(number, (height, keys) => outsideRequest(() => listStateValues(db, height, keys)));
  const runtimes = await Runtimes.open(db, head);
  const tree = await TreeStore.open((height, paths) => listTreePages(db, height, paths), number);
  const findHash = makeFindHash({ genesisHash: genesis.hash, heads, head });
  const checks = makeChecks({ runtimes, genesisHash: genesis.hash, head, signatures, findHash });
  const pool = makePool({ db, role, checks, emitter, telemetry });
  const memory = { emitter, heads, head, tree, runtimes, pool, telemetry };
  const catchUp = makeCatchUp({ db, ...memory });
  await catchUp();
  await pool.following.restore();
  await rounds.restore(db, heads);
  const window = new HistoryWindow(heads, kept, await findProgress(db, "prune"));
  const state = makeStateReader({ db, runtimes, genesisHash: genesis.hash, head, tree });
  const ledger = makeLedger({
    db,
    catchUp: async () => {
      if (role.isFollowing) await outsideRequest(catchUp);
    },
    runtimes,
    spec,
    genesis,
    heads,
    pool,
    state,
    window,
    emitter,
  });
  return { ...memory, role, rounds, search, window, ledger, catchUp };
}
