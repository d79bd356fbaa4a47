import { CodedError, type Hex } from "@pha/codec";
import type { Header } from "@pha/light-client";
import type { BlockExecution, ExecutedBlock } from "@pha/runtime";
import { type Extrinsic, transactionErrors } from "@pha/runtime/spec";
import type { GivenUp } from "../pool/given-up.ts";
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

/** After so many that found no room the block counts as full, for those who pay and for enclaves apart. */
const MAX_REFUSED = 16;

/** An extrinsic whose keys keep depending on values of further ones is given up after so many loads. */
const MAX_LOADS = 64;
/** When keys of one extrinsic are missing, those of so many others come along. */
const LOADED_TOGETHER = 1_024;
/** Unless they name so many keys: who waits has not paid yet. */
const KEYS_TOGETHER = 8_192;

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
  const waiting = queue.extrinsics();
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
  const refused = { paid: 0, bare: 0 };
  while (refused.paid < MAX_REFUSED && extrinsics.length < maxExtrinsics) {
    const entry = candidates.next();
    if (!entry) break;
    const { extrinsic, hash } = entry;
    const kind = extrinsic.bare ? "bare" : "paid";
    if (out.has(hash) || refused[kind] >= MAX_REFUSED) continue;
    const verdict = await apply(execution, extrinsic);
    if (verdict === "no room") refused[kind]++;
    else if (verdict === "waits") continue;
    else if (typeof verdict === "string") givenUp.push(giveUp(hash, verdict));
    else {
      queue.hold([hash]);
      candidates.use(entry);
      extrinsics.push({ extrinsic, ok: verdict.ok });
    }
  }
  const executed = await withLoading(() => execution.finish(), load);
  return { ...executed, extrinsics, givenUp };

  /** Loads what an extrinsic is known to read, and if that is not there already, what many others are. */
  async function loadFor(extrinsic: Extrinsic): Promise<void> {
    const missing = head.missing(runtime.keysOf(extrinsic));
    if (missing.length === 0) return;
    for (let others = 0; others < LOADED_TOGETHER && missing.length < KEYS_TOGETHER; others++) {
      const next = waiting.next();
      if (next.done) break;
      missing.push(...runtime.keysOf(next.value));
    }
    await load([...new Set(missing)]);
  }

  /** Applies one, or says why not. */
  async function apply(execution: BlockExecution, extrinsic: Extrinsic): Promise<{ ok: boolean } | string> {
    await loadFor(extrinsic);
    let loads = 0;
    try {
      const applied = await withLoading(
        () => execution.applyExtrinsic(extrinsic),
        async (keys) => {
          if (++loads > MAX_LOADS) throw transactionErrors.ExhaustsResources({ loads });
          await load(keys);
        },
      );
      if (applied.bug !== undefined) telemetry.extrinsicFault(applied.bug);
      return applied;
    } catch (error) {
      if (!(error instanceof CodedError) || error.kind === "unavailable") throw error;
      if (loads > MAX_LOADS) return error.name;
      if (transactionErrors.Migrating.is(error) || transactionErrors.TooSoon.is(error)) return "waits";
      const { name } = error;
      return transactionErrors.ExhaustsResources.is(error) ? "no room" : name;
    }
  }
}
