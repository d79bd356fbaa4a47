import { toHex } from "@pha/codec";
import {
  type CallContext,
  type EnginePool,
  errors as engineErrors,
  type InTurn,
  type Outcome,
} from "@pha/contract-engine";
import type { Core } from "@pha/program-kit";
import { errors } from "../errors.ts";
import type { Served } from "./contract-lane.ts";
import { openItems } from "./sealed-items.ts";

/** What is run on a contract as it is served, and for whom. */
interface Run {
  readonly kind: "query" | "task";
  readonly method: string;
  /** JSON text. */
  readonly args: string;
  readonly context: Pick<CallContext, "caller" | "requestId" | "task">;
}

/** What the engine has no room to begin, or to go on with: another worker may have, or this one in a moment. */
const noRoom = [engineErrors.Overloaded, engineErrors.StateMovedOn];

/**
 * Runs a method on a contract as it is served, with a random seed of its own.
 *
 * @param inTurn - given each stretch of the run; while it waits for what it fetches, others have their turns
 * @throws `miner.Overloaded`
 */
export async function runServed(
  core: Core,
  engine: EnginePool,
  { contract, snapshot, at: { head } }: Served,
  { context, ...called }: Run,
  inTurn: InTurn,
): Promise<Outcome> {
  const place = {
    contract: contract.id,
    codeHash: snapshot.program.codeHash,
    block: { number: head.header.number, hash: head.hash, timeMs: Number(head.timeMs) },
    randomSeed: toHex(core.host.primitives.randomBytes(32)),
  };
  const items = openItems(called.args, {
    primitives: core.host.primitives,
    codeHash: place.codeHash,
    keysOf: (epoch) => contract.keys.heldAt(head.header.number).find((keys) => keys.epoch === epoch),
    scopeOf: (epoch, codeHash) => contract.scopeOf(epoch, codeHash),
  });
  const call = { ...called, items, context: { ...context, ...place } };
  try {
    return await engine.runQuery(snapshot.program, snapshot.state, call, inTurn);
  } catch (error) {
    throw noRoom.some(({ is }) => is(error)) ? errors.Overloaded({ retryAfterSeconds: 1 }, error) : error;
  }
}
