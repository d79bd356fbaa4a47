import type { Bus } from "@pha/service-kit/bus";
import { startOutbox } from "@pha/service-kit/db";
import type { Logger } from "@pha/service-kit/log";
import { subjects } from "@pha/wire";
import { type AuthorDeps, author } from "../author/author.ts";
import { outbox } from "../db/schema.ts";
import type { Finality } from "../finality/finality.ts";
import type { Lease } from "../lease/lease.ts";
import type { Role } from "../lease/role.ts";
import { publishRow } from "../publishing/publications.ts";
import { startReproposer } from "../publishing/reproposer.ts";

export interface LeadDeps extends Omit<AuthorDeps, "onCommit"> {
  readonly bus: Pick<Bus, "publish" | "flush">;
  readonly role: Role;
  readonly finality: Finality;
  readonly log: Logger;
  /** Finality has stood still although blocks wait. */
  readonly onStandstill: () => void;
}

/** Work of the one replica that leads: sealing blocks, storing certificates, giving up extrinsics, publishing. */
export async function lead(deps: LeadDeps, lease: Lease, signal: AbortSignal): Promise<void> {
  const { db, bus, role, emitter, finality, rounds, heads, pool } = deps;
  await using opened = new AsyncDisposableStack();
  opened.defer(() => finality.settled());
  // Extrinsics read as a follower are not judged as the leader: blocks may have come in between.
  await pool.following.inTurn(async () => opened.use(role.lead()));
  await rounds.restore(db, heads);
  await pool.following.takeOver();
  const published = opened.use(startOutbox({ ...deps, table: outbox, publish: (row) => publishRow(db, bus, row) }));
  opened.use(startReproposer(deps));
  const publishMoved = () => bus.publish(subjects.chainMoved, {}, undefined);
  const wakePublisher = () => published.wake();
  opened.defer(emitter.on("finalized", wakePublisher));
  for (const event of ["block", "finalized", "undone"] as const) opened.defer(emitter.on(event, publishMoved));
  await finality.settle();
  await author({ ...deps, onCommit: wakePublisher }, lease, signal);
}
