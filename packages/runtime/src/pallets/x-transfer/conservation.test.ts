import type { Hex } from "@pha/codec";
import { bridgeMessageId } from "@pha/light-client";
import fc from "fast-check";
import { expect, it } from "vitest";
import { accountOf, callsOf, type TestLedger } from "../../testing/index.ts";
import { bringCommitment, provenMessage, type Sisters, startSisters } from "../../testing/sisters.ts";
import { account32, evmAccount, locationOf, parachain, stepsOf } from "../../xcm/location.ts";
import { assets } from "../assets/spec.ts";
import { khalaChain, phalaChain } from "../assets-registry/spec.ts";
import { existentialDeposit, PHA } from "../balances/account-data.ts";
import { lanes } from "../lanes/spec.ts";
import { xTransfer } from "./spec.ts";

const own = callsOf(xTransfer);
type Side = "phala" | "khala";
const otherOf = (side: Side): Side => (side === "phala" ? "khala" : "phala");
const chains = { phala: phalaChain, khala: khalaChain } as const;
const people = ["Alice", "Bob", "Zoe", "Yves"] as const;
/** Beyond the sister, where no lane leads: what is sent there waits for its sender. */
const nowhere = stepsOf(evmAccount(77n, `0x${"22".repeat(20)}`));

/** A step of a history: whatever is refused changes nothing. */
type Step =
  | { readonly do: "send"; readonly from: Side; readonly token: Side; readonly amount: number; readonly to: number }
  | { readonly do: "commit"; readonly from: Side }
  | {
      readonly do: "deliver" | "expire" | "claim";
      readonly from: Side;
      readonly place: number;
      readonly forged: boolean;
    }
  | { readonly do: "wait"; readonly at: Side; readonly blocks: number };

const side = fc.constantFrom<Side>("phala", "khala");
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    ...{ do: fc.constant("send" as const), from: side, token: side },
    ...{ amount: fc.integer({ min: 1, max: 12 }), to: fc.nat(people.length) },
  }),
  fc.record({ do: fc.constant("commit" as const), from: side }),
  fc.record({
    ...{ do: fc.constantFrom("deliver" as const, "deliver" as const, "expire" as const, "claim" as const), from: side },
    ...{ place: fc.nat(20), forged: fc.nat(9).map((n) => n === 0) },
  }),
  fc.record({ do: fc.constant("wait" as const), at: side, blocks: fc.integer({ min: 1, max: 8 }) }),
);

/** Does it or not: a refusal has a code, and anything else is a bug. */
function tried(body: () => void): void {
  try {
    body();
  } catch (error) {
    if (!("code" in (error as object))) throw error;
  }
}

/** Ids of all messages that ever left a ledger. */
const messagesOf = (ledger: TestLedger): readonly Hex[] =>
  [...Array(ledger.of(lanes).messages.count()).keys()].map((place) => ledger.of(lanes).nodes.get(0, place) as Hex);

/** Sisters, what proves each one's messages under its newest commitment, and what has happened. */
interface World extends Sisters {
  readonly proven: Record<Side, readonly ReturnType<typeof provenMessage>[]>;
  readonly happened: Map<string, number>;
}

const start = (happened: Map<string, number>): World => ({
  ...startSisters(),
  ...{ proven: { phala: [], khala: [] }, happened },
});

function act(world: World, one: Step): void {
  if (one.do === "send") {
    const location = locationOf(1, parachain(chains[one.token]));
    const who = people[one.to];
    const inside = who ? [account32(accountOf(who))] : nowhere;
    const dest = locationOf(1, parachain(chains[otherOf(one.from)]), ...inside);
    const fun = { type: "Fungible", value: BigInt(one.amount) * (PHA / 100n) } as const;
    const asset = { id: { type: "Concrete", value: location }, fun } as const;
    world[one.from].run("Alice", own.transfer({ asset, dest, dest_weight: undefined }));
  } else if (one.do === "commit") {
    bringCommitment(world[one.from], world[otherOf(one.from)]);
    const count = world[one.from].of(lanes).messages.count();
    world.proven[one.from] = [...Array(count).keys()].map((place) => provenMessage(world[one.from], place));
  } else if (one.do === "wait") world[one.at].runTo(world[one.at].now.number + one.blocks);
  else {
    const proven = world.proven[one.from];
    const shown = proven[one.place % proven.length];
    if (!shown) return;
    const id = bridgeMessageId(shown.message);
    const message = one.forged ? shown.message.map((byte, i) => (i === 200 ? byte ^ 1 : byte)) : shown.message;
    const call = { message, proof: shown.proof, reward: accountOf("Rex") };
    const step = { deliver: own.deliver(call), expire: own.expire(call), claim: own.claim({ id }) }[one.do];
    const to = world[otherOf(one.from)];
    to.run("Rex", step);
    expect(one.forged && one.do !== "claim").toBe(false);
    for (const event of to.happened(xTransfer)) world.happened.set(event, (world.happened.get(event) ?? 0) + 1);
  }
}

/** Of a token: what its home has locked, and where all of that is. */
function accountFor(sisters: Sisters, home: Side) {
  const [here, there] = [sisters[home], sisters[otherOf(home)]];
  const token = home === "phala" ? sisters.pha : sisters.kpha;
  const { reserve } = here.of(lanes).lanes.get(sisters.lane) as { readonly reserve: Hex };
  const locked = here.balanceOf(reserve).free - existentialDeposit;
  const owed = here.of(xTransfer).owed.get(token, sisters.lane);
  const issued = there.of(assets).asset.get(1)?.supply ?? 0n;
  let [underWay, waiting] = [0n, 0n];
  for (const [from, to] of [
    [here, there],
    [there, here],
  ] as const) {
    for (const id of messagesOf(from)) {
      const sent = from.of(xTransfer).sent.get(id);
      const arrived = to.of(xTransfer).arrived.get(id);
      if (sent?.resource === token && sent.state.type === "Pending" && !arrived) underWay += sent.amount;
      if (to === there && arrived?.resource === token && arrived.outcome.type === "Claimable")
        waiting += arrived.amount;
      expect([id, sent?.state.type === "Refunded" && arrived !== undefined]).toEqual([id, false]);
    }
  }
  return { locked, accounted: issued + underWay + waiting + owed, underWay, waiting, owed };
}

function follow(world: World, steps: readonly Step[]): void {
  for (const one of steps) {
    tried(() => act(world, one));
    for (const home of ["phala", "khala"] as const) {
      const { locked, accounted } = accountFor(world, home);
      expect([one, locked]).toEqual([one, accounted]);
    }
  }
}

const sides = ["phala", "khala"] as const;
const sent = (to: number): Step[] => sides.map((from) => ({ do: "send", from, token: from, amount: 10, to }));
/** One that arrives, and one that can go no further. */
const first: readonly Step[] = [
  ...[...sent(2), ...sent(people.length)],
  ...sides.map((from): Step => ({ do: "commit", from })),
  ...sides.flatMap((from) => [0, 1].map((place): Step => ({ do: "deliver", from, place, forged: false }))),
];
/** Time goes by, all is committed to, and everything is tried of every message. */
const last = (world: World): Step[] => [
  ...sides.flatMap((at): Step[] => [
    { do: "wait", at, blocks: 8 },
    { do: "commit", from: at },
  ]),
  ...sides.flatMap((from) =>
    [...Array(world[from].of(lanes).messages.count()).keys()].flatMap((place) =>
      (["expire", "deliver", "claim"] as const).map((what): Step => ({ do: what, from, place, forged: false })),
    ),
  ),
];

it("conserves both tokens at every step, whatever is lost, late, replayed, forged or out of order (property)", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 50, size: "max" }), (steps) => {
      const world = start(new Map());
      follow(world, [...first, ...steps, ...sent(3)]);
      for (let round = 0; round < 3; round++) follow(world, last(world));
      for (const home of sides) expect(accountFor(world, home)).toMatchObject({ underWay: 0n, waiting: 0n, owed: 0n });
      expect([...world.happened.keys()].sort()).toEqual([
        ...["Claimed", "Deposited", "Expired", "MadeClaimable", "Refunded"],
      ]);
    }),
    { numRuns: 5 },
  );
});
