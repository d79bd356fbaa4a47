import type { Hex } from "@pha/codec";
import { blockTime } from "@pha/light-client";
import type { NetworkProfile } from "@pha/runtime/spec";
import type { Bus } from "@pha/service-kit/bus";
import type { Database } from "@pha/service-kit/db";
import type { Logger } from "@pha/service-kit/log";
import { subjects } from "@pha/wire";
import { BlockClock } from "../author/block-clock.ts";
import { openAuthor } from "../author/open-author.ts";
import { SealOrders } from "../author/seal-orders.ts";
import { makeUndo } from "../author/undo.ts";
import { Snapshots } from "../dev/snapshots.ts";
import { type DevVerbs, makeDevVerbs } from "../dev/verbs.ts";
import type { Finality } from "../finality/finality.ts";
import { startInstantFinality } from "../finality/instant.ts";
import { makeRecovery } from "../recovery/recovery.ts";
import { type LeadDeps, lead } from "../replica/lead.ts";
import { startPoolSync } from "../replica/pool-sync.ts";
import { startReplica } from "../replica/replica.ts";
import type { ChainTelemetry } from "../telemetry.ts";
import type { Core } from "./open-core.ts";

export interface AuthoringDeps extends Core {
  readonly database: Database;
  readonly bus: Bus;
  readonly spec: NetworkProfile;
  readonly genesis: { readonly hash: Hex };
  readonly finality: Finality;
  readonly telemetry: ChainTelemetry;
  readonly log: Logger;
}

export interface AuthoringSettings {
  /** Ed25519 seed. */
  readonly authorKey: Hex;
  readonly instantFinality: boolean;
}

/**
 * Leads or follows, as the lease has it: one replica makes blocks, and undoes, recovers or goes back between two of them;
 * the others read what it has made.
 *
 * @throws `chain.NotAnAuthor`, `chain.NotAlone`
 */
export async function startAuthoring(
  deps: AuthoringDeps,
  { authorKey, instantFinality }: AuthoringSettings,
): Promise<AsyncDisposable & { readonly dev: DevVerbs }> {
  const { database, bus, spec, genesis, heads, head, pool, finality, telemetry } = deps;
  await using opened = new AsyncDisposableStack();
  const author = await openAuthor(authorKey, head);
  const clock = new BlockClock();
  const orders = new SealOrders();
  const duties = { ...deps, db: database.db, genesisHash: genesis.hash, clock, orders };
  const recovery = makeRecovery(duties);
  const snapshots = new Snapshots(duties);
  if (instantFinality) {
    opened.use(startInstantFinality(duties));
    clock.resume(blockTime(heads.best.header).timeMs);
  }
  const leading: LeadDeps = {
    ...duties,
    author,
    queue: pool.queue,
    blockTimes: spec.blockTimes,
    chores: [makeUndo(duties), instantFinality ? snapshots : recovery],
    onDue(listener) {
      finality.onRefused(listener);
      snapshots.onDue(listener);
    },
    onStandstill: () => recovery.suspect(),
  };
  opened.use(startPoolSync({ bus, pool, telemetry }));
  const replica = opened.use(startReplica({ ...deps, lead: (lease, signal) => lead(leading, lease, signal) }));
  opened.use(bus.subscribe(subjects.chainMoved, {}, () => replica.wake()));
  const resources = opened.move();
  return {
    dev: makeDevVerbs({ ...duties, snapshots, isAlone: instantFinality }),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
