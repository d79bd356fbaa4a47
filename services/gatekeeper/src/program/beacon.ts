import { BEACON_DST, beaconMessage, signBls } from "@pha/crypto";
import { readState } from "@pha/frame";
import type { Core } from "@pha/program-kit";
import { areOfRound, beacon, gatekeepers, groupKeyOf, nextRound, signBare } from "@pha/runtime/program";
import type { Vault } from "./vault.ts";

/**
 * Signs this member's part of the beacon's next round, once the finalized ledger shows that it is due: before, nobody has
 * asked for it, and nobody is to know it.
 */
export async function signRound(core: Core, vault: Vault): Promise<void> {
  const { next, number } = await core.view.read((view, { header }) => ({
    next: nextRound(readState(beacon, view)),
    number: header.number,
  }));
  const isDue = next !== undefined && number >= next.dueAt && core.isLeased(number);
  const due = isDue ? await whatIsDue(core, vault, next.round) : undefined;
  // The ledger takes no part of another round or sharing any more.
  core.outbox.drop((purpose) => purpose.startsWith("beacon/") && purpose !== due?.purpose);
  if (!due || due.isHeard) return;
  const { genesisHash } = core.host;
  const { round, generation, sharing, share, purpose } = due;
  core.outbox.add(purpose, (sequence) => {
    const part = signBls(share, BEACON_DST, beaconMessage({ genesisHash, generation, round }));
    return signBare(core.bareSigner, beacon, "sign", { round, generation, sharing, part }, sequence);
  });
}

/** What this member signs a round with, if it holds a share, and whether the ledger has its part. */
async function whatIsDue(core: Core, vault: Vault, round: bigint) {
  const { group, parts } = await core.view.read((view) => ({
    group: groupKeyOf(readState(gatekeepers, view)),
    parts: readState(beacon, view).parts.get(),
  }));
  const held = group && vault.shareOf(group);
  if (!held) return undefined;
  const { generation, round: sharing } = group;
  const isHeard = areOfRound(parts, round, group) && parts.spoken.includes(held.index);
  return {
    round,
    generation,
    sharing,
    share: held.share,
    isHeard,
    purpose: `beacon/${generation}/${sharing}/${round}`,
  };
}
