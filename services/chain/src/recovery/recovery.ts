import { setTimeout as delay } from "node:timers/promises";
import { CodedError, type Hex } from "@pha/codec";
import { verifySignature } from "@pha/crypto/node";
import { readState } from "@pha/frame";
import { type Header, headerHash, readDigest, type VerifySeal, verifyCertificate, verifySeal } from "@pha/light-client";
import { validators } from "@pha/runtime/spec";
import type { Bus } from "@pha/service-kit/bus";
import type { ArchivedBlock, ValidatorState } from "@pha/wire";
import type { Chore } from "../author/chore.ts";
import { commitBlock, committed } from "../author/commit-block.ts";
import { type UndoDeps, undo } from "../author/undo.ts";
import { errors } from "../errors.ts";
import type { Lease } from "../lease/lease.ts";
import { advance } from "../memory/memory.ts";
import { isCertifiedAbove } from "./certified-above.ts";
import { requestBlocks, requestStates } from "./request-validators.ts";
import { type GivenBlock, type RunDeps, runAgain } from "./run-again.ts";

const isSignedBy: VerifySeal = (key, message, signature) => verifySignature("ed25519", key, message, signature);

/** What cannot be read is not sealed. */
function isSealed(header: Header, authors: readonly Hex[]): boolean {
  try {
    return verifySeal(header, authors, isSignedBy) !== undefined;
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return false;
  }
}

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

  /** Whether it is done: until it is, no block is made that validators might have to refuse. */
  async function recover(lease: Lease): Promise<boolean> {
    const { states, isEnough } = await requestStates(bus, deps.genesisHash, finality.validators);
    if (!isEnough && heads.best.number === heads.finalized.number && waits++ < MAX_WAITS) {
      telemetry.unanswered();
      await delay(WAIT_MS);
      return false;
    }
    const highest = Math.max(0, ...states.map(({ certified }) => certified?.header.number ?? 0));
    if (highest > heads.finalized.number && !(await importUpTo(highest, states, lease))) return false;
    await importVoted(states, lease);
    return true;
  }

  async function importUpTo(highest: number, states: readonly ValidatorState[], lease: Lease): Promise<boolean> {
    telemetry.recovering({ finalized: heads.finalized.number, certified: highest });
    while (heads.finalized.number < highest) {
      const from = heads.finalized.number + 1;
      if (await importFrom(from, lease)) continue;
      telemetry.blocksMissing(from);
      // What somebody merely says keeps nobody from authoring; what a quorum signed does.
      if (!isCertifiedAbove(deps.genesisHash, finality.validators, heads.finalized.number, states)) return true;
      await delay(WAIT_MS);
      return false;
    }
    telemetry.recovered(heads.finalized.number);
    return true;
  }

  /** Takes blocks from the first validator whose next one holds; whether there was any. */
  async function importFrom(from: number, lease: Lease): Promise<boolean> {
    const set = finality.validators;
    for (const validator of set.addresses) {
      const blocks = await requestBlocks({ bus, genesisHash: deps.genesisHash, set }, validator, from);
      await tried(validator, async () => {
        for (const [index, block] of blocks.entries()) await importCertified(from + index, block, lease);
      });
      if (heads.finalized.number >= from) return true;
    }
    return false;
  }

  /** Uses what a validator gave. Where it does not hold, that is said, and others are asked. */
  async function tried(validator: Hex, work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (!(error instanceof CodedError) || error.kind === "unavailable") throw error;
      telemetry.unfounded({ validator, error });
      return false;
    }
  }

  /** Everything is checked before anything of ours is given up for it. */
  async function importCertified(
    number: number,
    { header, extrinsics, certificate }: ArchivedBlock,
    lease: Lease,
  ): Promise<void> {
    if (header.number !== number) throw errors.BlockDiffers({ number });
    verifyCertificate(deps.genesisHash, finality.validators, header, certificate);
    if (heads.find(number)?.hash !== certificate.blockHash) await replace({ header, extrinsics }, lease);
    await finality.accept(header, certificate);
  }

  /** Of several, the one of the highest round: its round was opened by closing those below. */
  async function importVoted(states: readonly ValidatorState[], lease: Lease): Promise<void> {
    const { number, hash } = heads.finalized;
    const authors = await head.read((view) => readState(validators, view).authors.get());
    const voted = states
      .flatMap(({ vote }) =>
        vote?.vote.choice.type === "Block" ? [{ ...vote.block, validator: vote.vote.validator }] : [],
      )
      .filter(({ header }) => header.number === number + 1 && header.parentHash === hash)
      .filter(({ header }) => isSealed(header, authors))
      .sort((a, b) => readDigest(b.header).round - readDigest(a.header).round);
    for (const { validator, ...block } of voted) {
      if (heads.find(number + 1)?.hash === headerHash(block.header)) return;
      if (await tried(validator, () => replace(block, lease))) return;
    }
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
    },
    async perform(lease) {
      isDue = false;
      try {
        if (!(await recover(lease))) isDue = true;
      } catch (error) {
        isDue = true;
        throw error;
      }
    },
  };
}
