import { PHA } from "../pallets/balances/account-data.ts";
import { balances } from "../pallets/balances/spec.ts";
import { gatekeeperElectionPallet } from "../pallets/gatekeeper-election/pallet.ts";
import { gatekeeperElection } from "../pallets/gatekeeper-election/spec.ts";
import { changeSeats } from "../pallets/gatekeepers/members.ts";
import { gatekeepersPallet } from "../pallets/gatekeepers/pallet.ts";
import { gatekeepers } from "../pallets/gatekeepers/spec.ts";
import { tickOf } from "../pallets/timestamp/clock.ts";
import { tuningPallet } from "../pallets/tuning/pallet.ts";
import { accountOf, callsOf, type LedgerOptions, TestEnclave, type TestLedger, testPallet } from "./index.ts";

export const own = callsOf(gatekeeperElection);

/** A key that nobody looks at. */
const point = `0x${"00".repeat(96)}` as const;

/** Whole PHA. */
export const pha = (amount: number): bigint => BigInt(amount) * PHA;

export const people = ["Olga", "Oleg", "Dora", "Emil", "Fred"] as const;

/** Every block is a day on, and an era; what leaves takes 28. */
const daily = (seats: number): LedgerOptions => ({
  genesis: {
    timestamp: { tickMs: 1 },
    gatekeeperElection: { seats, eraTicks: 7_200, unbondingTicks: 28 * 7_200 },
  },
  blockMs: 7_200n,
});

/** A ledger whose gatekeepers, of Olga's, share a key, as it is put there; no other one is made by itself. */
export class Committee {
  readonly ledger: TestLedger;

  constructor(seats: number, members: readonly string[] = ["a", "b", "c"]) {
    this.ledger = testPallet([gatekeepersPallet, gatekeeperElectionPallet, tuningPallet], daily(seats));
    const { figures } = this.state.election;
    figures.put({ ...figures.get(), renewalTicks: 0 });
    this.ledger.setBalances(Object.fromEntries(people.map((who) => [who, pha(1_000_000)])));
    this.ledger.act((env) => changeSeats(env, { joining: members.map((name) => this.register(name)), leaving: [] }));
    this.shareKey();
  }

  /** A gatekeeper's enclave, of Olga's unless it is somebody else's. */
  register(name: string, operator = "Olga"): `0x${string}` {
    new TestEnclave(name, "Gatekeeper").register(this.ledger, operator);
    return identityOf(name);
  }

  /** One that is registered and stands. */
  stand(name: string, amount: number, operator = "Olga"): `0x${string}` {
    const identity = this.register(name, operator);
    this.ledger.run(operator, own.stand({ identity, amount: pha(amount) }));
    return identity;
  }

  /** The key is shared among the members, but for these. */
  shareKey(generation = 0, without: readonly string[] = []): void {
    const { dkg, sharing, groupKeys, madeAt, members } = this.state.gatekeepers;
    if (sharing.get()?.generation !== generation) madeAt.put(this.ledger.act(tickOf));
    dkg.put({ ...dkg.get(), generation, phase: { type: "Done" }, deadline: 0 });
    const { round } = dkg.get();
    sharing.put({ generation, round });
    const holders = members.get().filter(({ identity }) => !without.some((name) => identityOf(name) === identity));
    groupKeys.put(generation, round, {
      ...{ generation, round, threshold: 2, publicKey: point, qualified: [], dealers: [], from: undefined },
      publicShares: holders.map((member) => ({ ...member, share: point })),
    });
  }

  /** Names of those who have seats, by number. */
  get seated(): string[] {
    return this.state.gatekeepers.members.get().map(({ identity }) => nameOf(identity));
  }

  /** Names of candidates, in order of stake. */
  get listed(): string[] {
    return this.state.election.list.get().map(({ identity }) => nameOf(identity));
  }

  get state() {
    return { gatekeepers: this.ledger.of(gatekeepers), election: this.ledger.of(gatekeeperElection) };
  }

  /** Lets days pass. The key is shared among whom an election gave seats. */
  days(count: number): void {
    for (let day = 0; day < count; day++) {
      this.ledger.runTo(this.ledger.now.number + 1);
      if (this.state.gatekeepers.dkg.get().phase.type !== "Done")
        this.shareKey(this.state.gatekeepers.dkg.get().generation);
    }
  }

  /** What of an account's balance is on hold behind gatekeepers. */
  held(who: string): bigint {
    const holds = this.ledger.of(balances).holds.get(accountOf(who));
    return holds.reduce((sum, { id, amount }) => (id.type === gatekeeperElection.name ? sum + amount : sum), 0n);
  }

  candidacy(identity: `0x${string}`) {
    return this.state.election.candidacies.get(identity);
  }

  backing(who: string) {
    return this.state.election.nominations.get(accountOf(who));
  }
}

const names = new Map<string, string>();
const nameOf = (identity: string): string => names.get(identity) ?? identity;

/** The identity of the enclave of this name. */
export function identityOf(name: string): `0x${string}` {
  const { identity } = new TestEnclave(name, "Gatekeeper");
  names.set(identity, name);
  return identity;
}
