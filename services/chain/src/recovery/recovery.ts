import { setTimeout as delay } from "node:timers/promises";
import type { Hex } from "@pha/codec";
import { verifySignature } from "@pha/crypto/node";
import { readState } from "@pha/frame";
import { headerHash, readDigest, verifyCertificate, verifySeal } from "@pha/light-client";
import { validators } from "@pha/runtime/spec";
import type { Bus } from "@pha/service-kit/bus";
import type { ArchivedBlock, ValidatorState } from "@pha/wire";
import type { Chore } from "../author/chore.ts";
import { commitBlock, committed } from "../author/commit-block.ts";
import { type UndoDeps, undo } from "../author/undo.ts";
import type { Lease } from "../lease/lease.ts";
import { advance } from "../memory/memory.ts";
import { requestBlocks, requestStates } from "./request-validators.ts";
import { type GivenBlock, type RunDeps, runAgain } from "./run-again.ts";

const WAIT_MS = 1_000;
/** Waiting for validators that are there but do not answer ends after so many times. */
const MAX_WAITS = 5;

export interface RecoveryDeps extends UndoDeps, RunDeps {
  readonly bus: Pick<Bus, "request">;
  readonly genesisHash: Hex;
}

/** Gets back what validators have and the database lacks. */
export interface Recovery extends Chore {
  /** Finality stands still: perhaps because validators are further than this database. */
  suspect(): void;
}

/**
 * Before the first block, and whenever finality stands still, validators are asked for what they remember. Certified
 * blocks that are not in the database are run again; own blocks that contradict them are undone; a block that
 * validators voted for and the database lost is taken up, because they will vote for no other.
 */
export function makeRecovery(deps: RecoveryDeps): Recovery {
  const { bus, finality, heads, head, telemetry } = deps;
  let isDue = true;
  let waits = 0;

  async function recover(lease: Lease): Promise<void> {
    const { states, isEnough } = await requestStates(bus, finality.validators);
    if (!isEnough && heads.best.number === heads.finalized.number && waits++ < MAX_WAITS) {
      telemetry.unanswered();
      await delay(WAIT_MS);
      return;
    }
    isDue = false;
    const highest = Math.max(0, ...states.map(({ certified }) => certified?.header.number ?? 0));
    if (highest > heads.finalized.number) await importUpTo(highest, lease);
    await importVoted(states, lease);
  }

  async function importUpTo(highest: number, lease: Lease): Promise<void> {
    telemetry.recovering({ finalized: heads.finalized.number, certified: highest });
    while (heads.finalized.number < highest) {
      const from = heads.finalized.number + 1;
      const blocks = await requestBlocks(bus, finality.validators, from);
      if (blocks.length === 0) return telemetry.blocksMissing(from);
      for (const block of blocks) await importCertified(block, lease);
    }
    telemetry.recovered(heads.finalized.number);
  }

  async function importCertified({ header, extrinsics, certificate }: ArchivedBlock, lease: Lease): Promise<void> {
    const known = heads.find(header.number);
    if (known?.hash !== certificate.blockHash) {
      // Checked before anything of ours is given up for it.
      verifyCertificate(deps.genesisHash, finality.validators, header, certificate);
      await replace({ header, extrinsics }, lease);
    }
    await finality.accept(header, certificate);
  }

  /** Of several, the one of the highest round: its round was opened by closing those below. */
  async function importVoted(states: readonly ValidatorState[], lease: Lease): Promise<void> {
    const next = heads.finalized.number + 1;
    const voted = states
      .flatMap(({ vote }) => (vote?.vote.number === next && vote.vote.choice.type === "Block" ? [vote.block] : []))
      .sort((a, b) => readDigest(b.header).round - readDigest(a.header).round)
      .at(0);
    if (!voted || heads.find(next)?.hash === headerHash(voted.header)) return;
    const authors = await head.read((view) => readState(validators, view).authors.get());
    const isOurs = verifySeal(voted.header, authors, (key, message, signature) =>
      verifySignature("ed25519", key, message, signature),
    );
    if (isOurs) await replace(voted, lease);
  }

  /** Puts a block above the newest finalized one, in place of all that is there. */
  async function replace(block: GivenBlock, lease: Lease): Promise<void> {
    if (heads.ahead > 0) await undo(deps, lease.epoch, undefined);
    const sealed = await runAgain(deps, heads.best.header, block);
    await lease.raise(readDigest(block.header).epoch);
    await commitBlock(deps.db, sealed, lease.epoch);
    advance(deps, committed(sealed));
  }

  return {
    isDue: () => isDue,
    suspect() {
      isDue = true;
      waits = MAX_WAITS;
    },
    perform: recover,
  };
}
