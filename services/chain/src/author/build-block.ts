import { CodedError, type Hex } from "@pha/codec";
import type { Header } from "@pha/light-client";
import type { BlockExecution, ExecutedBlock } from "@pha/runtime";
import { type Extrinsic, transactionErrors } from "@pha/runtime/spec";
import type { GivenUp } from "../pool/pool.ts";
import type { ReadyQueue } from "../pool/ready-queue.ts";
import { type HeadState, withLoading } from "../state/head-state.ts";
import type { Runtimes } from "../state/runtimes.ts";
import type { ChainTelemetry } from "../telemetry.ts";
import type { OpenRound } from "../votes/rounds.ts";

export interface BlockStart extends OpenRound {
  readonly timeMs: bigint;
  readonly epoch: bigint;
}

/** A block that was executed: neither sealed nor committed. */
export interface BuiltBlock extends ExecutedBlock {
  readonly extrinsics: readonly { readonly extrinsic: Extrinsic; readonly ok: boolean }[];
  /** Candidates that turned out to be invalid or too old. */
  readonly givenUp: readonly GivenUp[];
}

export interface BuildDeps {
  readonly runtimes: Pick<Runtimes, "current">;
  readonly head: HeadState;
  readonly queue: ReadyQueue<Extrinsic>;
  readonly telemetry: ChainTelemetry;
}

/** After so many that found no room the block counts as full. */
const MAX_REFUSED = 16;

/** Which candidates a block may take. */
export interface BuildLimits {
  readonly maxExtrinsics: number;
  /** Given up, and why. */
  readonly without: ReadonlyMap<Hex, string>;
}

/** Executes a block of the best candidates on top of the newest state. */
export async function buildBlock(
  deps: BuildDeps,
  parent: Header,
  start: BlockStart,
  { maxExtrinsics, without }: BuildLimits,
): Promise<BuiltBlock> {
  const { head, queue, telemetry } = deps;
  const runtime = deps.runtimes.current;
  const load = (keys: readonly Hex[]) => head.load(keys);
  await load(runtime.blockKeys(parent));
  const execution = await withLoading(() => runtime.startBlock(head.view, parent, start), load);

  const number = parent.number + 1;
  const giveUp = (hash: Hex, reason: string): GivenUp => ({ hash, verdict: "invalid", reason });
  const tooOld = queue.expired(number).map(({ hash }) => hash);
  const givenUp = [
    ...tooOld.map((hash) => giveUp(hash, transactionErrors.AncientBirthBlock().name)),
    ...[...without].map(([hash, reason]) => giveUp(hash, reason)),
  ];
  const out = new Set([...tooOld, ...without.keys()]);
  const extrinsics: { extrinsic: Extrinsic; ok: boolean }[] = [];
  const candidates = queue.candidates();
  for (let refused = 0; refused < MAX_REFUSED && extrinsics.length < maxExtrinsics; ) {
    const entry = candidates.next();
    if (!entry) break;
    const { extrinsic, hash } = entry;
    if (out.has(hash)) continue;
    const verdict = await apply(execution, extrinsic);
    if (verdict === "no room") refused++;
    else if (typeof verdict === "string") givenUp.push(giveUp(hash, verdict));
    else {
      queue.hold([hash]);
      candidates.use(entry);
      extrinsics.push({ extrinsic, ok: verdict.ok });
    }
  }
  const executed = await withLoading(() => execution.finish(), load);
  return { ...executed, extrinsics, givenUp };

  /** Applies one, or says why not. */
  async function apply(execution: BlockExecution, extrinsic: Extrinsic): Promise<{ ok: boolean } | string> {
    await load(runtime.keysOf(extrinsic));
    try {
      const applied = await withLoading(() => execution.applyExtrinsic(extrinsic), load);
      if (applied.bug !== undefined) telemetry.extrinsicFault(applied.bug);
      return applied;
    } catch (error) {
      if (!(error instanceof CodedError) || error.kind === "unavailable") throw error;
      return error.code === transactionErrors.ExhaustsResources.code ? "no room" : error.name;
    }
  }
}
