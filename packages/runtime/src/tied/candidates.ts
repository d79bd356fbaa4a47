import type { AccountId, Hex } from "@pha/codec";
import { readState, type StateView } from "@pha/frame";
import { fewestSeats } from "../pallets/gatekeeper-election/limits.ts";
import { gatekeeperElection } from "../pallets/gatekeeper-election/spec.ts";
import { generationInUse } from "../pallets/gatekeepers/sharing.ts";
import { gatekeepers } from "../pallets/gatekeepers/spec.ts";
import { timestamp } from "../pallets/timestamp/spec.ts";
import { timeOfTick } from "./tick-time.ts";

/** A gatekeeper that stands for election. Amounts are in plancks. */
export interface Candidate {
  readonly identity: Hex;
  readonly operator: AccountId;
  /** What its operator has put up, and what others back it with. */
  readonly own: bigint;
  readonly backed: bigint;
  readonly seated: boolean;
}

/** The election of gatekeepers as it stands. */
export interface GatekeeperElection {
  /** How many are elected; 0: none, root appoints gatekeepers. */
  readonly seats: number;
  /** Elections until now. */
  readonly era: number;
  /** From when on the next one may be: milliseconds since 1970. */
  readonly dueMs: bigint;
  /** In order of stake. */
  readonly candidates: readonly Candidate[];
}

/** Who stands for election, and when the next one is. */
export function gatekeeperElectionIn(view: StateView): GatekeeperElection {
  const { figures, era, list, candidacies } = readState(gatekeeperElection, view);
  const { seats } = figures.get();
  const { number, due } = era.get();
  const members = readState(gatekeepers, view).members.get();
  const identities = list.get().map(({ identity }) => identity);
  const all = candidacies.getMany(identities);
  return {
    seats: seats < fewestSeats ? 0 : seats,
    era: number,
    dueMs: timeOfTick(view, due),
    candidates: identities.flatMap((identity, i) => {
      const candidacy = all[i];
      if (!candidacy) return [];
      const { operator, own, backed } = candidacy;
      return [{ identity, operator, own, backed, seated: members.some((member) => member.identity === identity) }];
    }),
  };
}

/** A part of somebody's stake that backs nobody any more. */
export interface StakeLeaving {
  readonly amount: bigint;
  /** From when on it may be free: milliseconds since 1970. */
  readonly dueMs: bigint;
  /** Whether another generation of the master key has to be made before that, which is not yet. */
  readonly waitsForKey: boolean;
}

/** Whom an account backs, and what of its stake backs nobody any more. */
export interface Backing {
  readonly candidate: Hex | undefined;
  readonly stake: bigint;
  readonly leaving: readonly StakeLeaving[];
  /** What of that is free by now. */
  readonly free: bigint;
}

/** @see Backing */
export function backingOf(view: StateView, who: AccountId): Backing {
  const { nominations, leaving } = readState(gatekeeperElection, view);
  const { candidate, stake = 0n } = nominations.get(who) ?? {};
  const inUse = generationInUse(readState(gatekeepers, view));
  const now = readState(timestamp, view).now.get();
  const parts = leaving.get(who).map(({ amount, due, generation }) => ({
    ...{ amount, dueMs: timeOfTick(view, due) },
    waitsForKey: generation !== undefined && inUse <= generation,
  }));
  const free = parts.reduce((sum, part) => (part.dueMs <= now && !part.waitsForKey ? sum + part.amount : sum), 0n);
  return { candidate, stake, leaving: parts, free };
}
