import { poolAccount, stakePools, vaultAccount, vaults } from "@pha/runtime/spec";
import {
  accountOf,
  allPallets,
  callsOf,
  stakeSessions,
  type TestLedger,
  testPallet,
  transfer,
} from "@pha/runtime/testing";
import type { FinalizedBlock } from "@pha/service-kit/follow";

const inPools = callsOf(stakePools);
const inVaults = callsOf(vaults);

export const people = ["Olga", "Dora", "Emil", "Fred"] as const;
type Person = (typeof people)[number];

const PHA = 10n ** 12n;
const ids = [0, 1] as const;

/** What a step asks for, with a part of a thousand of what there is. */
export interface Step {
  readonly kind: (typeof kinds)[number];
  readonly who: Person;
  readonly id: (typeof ids)[number];
  readonly part: number;
}
export const kinds = [
  ...["contribute", "withdraw", "cancel", "claim", "claim", "earn", "earn", "slash", "stake", "release", "pledge"],
  ...[
    "fund",
    "leave",
    "unleave",
    "take",
    "invest",
    "invest",
    "divest",
    "collect",
    "fee",
    "fee",
    "fee",
    "return",
    "quiet",
  ],
] as const;
export const housesOf = ids;

const quiet: Step = { kind: "quiet", who: "Olga", id: 0, part: 1 };
const in0 = (kind: Step["kind"], part = 300): Step => ({ kind, who: "Dora", id: 0, part });
const in1 = (kind: Step["kind"], part = 900): Step => ({ kind, who: "Emil", id: 1, part });

/** Steps of every kind, each of which may be done. */
export const everyStep: readonly Step[] = [
  ...[in0("contribute"), in0("withdraw"), in0("cancel"), in0("withdraw"), in0("stake"), in0("earn"), in0("slash")],
  ...[in0("return"), in0("release"), in0("pledge"), in1("fund"), in1("invest"), in1("earn"), in1("leave")],
  ...[in1("unleave"), in1("leave"), in1("divest"), ...Array.from({ length: 9 }, () => quiet)],
  ...[in0("claim"), in1("collect"), in1("take"), in1("earn"), in1("fee")],
];

/** Every block is a day, by the calendar as by ticks. */
const daily = { genesis: { timestamp: { tickMs: 12_000 } }, blockMs: 86_400_000n };

/** A ledger with two pools and two vaults of Olga's. */
export function openHistory(): TestLedger {
  const ledger = testPallet(allPallets, daily);
  for (const who of [...people, "Mine"]) ledger.setBalances({ [who]: 1_000_000n * PHA });
  for (const id of ids) {
    ledger.run("Olga", inPools.create({ commission: 100_000 }));
    ledger.run("Olga", inVaults.create({ commission: id * 200_000 }));
    ledger.run("Olga", inPools.contribute({ pool: id, amount: 50_000n * PHA }));
    ledger.run("Olga", inPools.set_own_shares({ pool: id, shares: 40_000n * PHA }));
  }
  return ledger;
}

/** Does a step. @throws an error of a pallet's where it may not be done */
export function take(ledger: TestLedger, { kind, who, id: pool, part }: Step): void {
  const vault = pool;
  const of = (amount: bigint) => (amount * BigInt(part)) / 1_000n;
  const delegation = ledger.of(stakePools).delegations.get(accountOf(who), pool);
  const inVault = ledger.of(vaults).delegations.get(accountOf(who), vault);
  const found = ledger.of(stakePools).pools.get(pool);
  const { value = 0n, free = 0n, stopping = 0n } = found ?? {};
  const amount = of(1_000n * PHA) + 7n;
  const invested = ledger.of(stakePools).delegations.get(vaultAccount(vault), pool);
  const own = ledger.of(vaults).vaults.get(vault)?.free ?? 0n;
  const act = ledger.act.bind(ledger);
  /** Somebody who has asked something back, where there is anybody. */
  const asking = (pallet: typeof stakePools | typeof vaults) =>
    people.find((one) => ledger.of(pallet).delegations.get(accountOf(one), pool).request !== undefined) ?? who;
  const earned = () =>
    act((env) => {
      transfer(env, accountOf("Mine"), poolAccount(pool), amount, true);
      stakeSessions.bookReward(env, pool, amount);
    });
  const steps: Readonly<Record<Step["kind"], () => void>> = {
    contribute: () => ledger.run(who, inPools.contribute({ pool, amount })),
    withdraw: () => ledger.run(who, inPools.withdraw({ pool, shares: of(delegation.shares) })),
    cancel: () => ledger.run(asking(stakePools), inPools.cancel_withdrawal({ pool })),
    claim: () => ledger.run(asking(stakePools), inPools.claim({ pool })),
    earn: earned,
    slash: () => act((env) => stakeSessions.slashPool(env, pool, of(value - free - stopping))),
    stake: () => act((env) => stakeSessions.lockStake(env, pool, of(free))),
    release: () =>
      act((env) => {
        stakeSessions.announceStop(env, pool, of(value - free));
        stakeSessions.releaseStake(env, pool, of(value - free));
      }),
    pledge: () => ledger.run("Olga", inPools.set_own_shares({ pool, shares: of(delegation.shares) })),
    return: () =>
      act((env) => {
        const slash = stakeSessions.slashPool(env, pool, of(value - free - stopping), { to: accountOf("Mine") });
        transfer(env, accountOf("Mine"), poolAccount(pool), slash.taken, true);
        stakeSessions.returnSlash(env, pool, slash);
      }),
    fund: () => ledger.run(who, inVaults.contribute({ vault, amount })),
    leave: () => ledger.run(who, inVaults.withdraw({ vault, shares: of(inVault.shares) })),
    unleave: () => ledger.run(asking(vaults), inVaults.cancel_withdrawal({ vault })),
    take: () => ledger.run(asking(vaults), inVaults.claim({ vault })),
    invest: () => ledger.run("Olga", inVaults.invest({ vault, pool, amount: of(own) })),
    divest: () => ledger.run("Olga", inVaults.divest({ vault, pool, shares: of(invested.shares) })),
    collect: () => ledger.run(who, inVaults.collect({ vault, pool })),
    fee: () => ledger.run("Olga", inVaults.take_fee({ vault: 1 })),
    quiet: () => undefined,
  };
  steps[kind]();
}

/** Closes the block, as the chain gives it once it is final. */
export function closeBlock(ledger: TestLedger): FinalizedBlock {
  const { events } = ledger.blockOf();
  return {
    ...{ header: ledger.head, certificate: undefined as never, messages: [], hasMore: false },
    events: events.map(({ extrinsic, event, data }) => ({
      ...{ extrinsic, pallet: event.type, name: event.value.type, data },
    })),
  };
}
