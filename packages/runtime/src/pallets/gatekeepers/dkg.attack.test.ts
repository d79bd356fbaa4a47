import type { Hex } from "@pha/codec";
import type { Call } from "@pha/frame";
import { attack } from "@pha/testkit/attack";
import { TestEnclave } from "../../testing/index.ts";
import { groupKeyOf } from "./sharing.ts";
import { type Keeper, Keepers } from "./testing.ts";

/** Three gatekeepers in key generation, whose round keys are there or not. */
function setup({ hasKeys = true } = {}) {
  const keepers = new Keepers();
  if (hasKeys) keepers.postKeys();
  const refusal = (member: TestEnclave | undefined, call: Call) => ({
    code: keepers.ledger.refusal(member as TestEnclave, call),
  });
  return { keepers, members: keepers.members as [Keeper, Keeper, Keeper], refusal };
}

interface Deal {
  readonly commitments: readonly Hex[];
  readonly shares: readonly { readonly index: number }[];
}

/** A member's deal, changed. */
function changed(keepers: Keepers, change: (deal: Deal) => Partial<Deal>): Call {
  const { value, ...call } = keepers.dealOf(keepers.members[0] as Keeper) as {
    readonly value: { readonly value: Deal };
  } & Call;
  return { ...call, value: { ...value, value: { ...value.value, ...change(value.value) } } } as Call;
}

/** A commitment with other flags; they are the first three bits. */
const withFlags = (point: Hex, change: (byte: number) => number): Hex =>
  `0x${change(Number.parseInt(point.slice(2, 4), 16))
    .toString(16)
    .padStart(2, "0")}${point.slice(4)}`;

attack("post a key or a deal out of turn, twice, or as no member", async ({ refused }) => {
  const { keepers, members, refusal } = setup({ hasKeys: false });
  const { ledger } = keepers;
  const [first, second] = members;
  await refused("Gatekeepers.WrongPhase", () => refusal(first, keepers.dealOf(first)));
  await refused("Gatekeepers.WrongPhase", () => refusal(first, keepers.checkOf()));
  ledger.run(first, keepers.keyOf(first));
  await refused("Gatekeepers.AlreadyPosted", () => refusal(first, keepers.keyOf(first)));
  const miner = new TestEnclave("miner", "Miner");
  miner.register(ledger, "Bob");
  await refused("Gatekeepers.NotMember", () => refusal(miner, keepers.keyOf(first)));
  keepers.postKeys(members.slice(1));
  keepers.postDeals();
  await refused("Gatekeepers.WrongPhase", () => refusal(second, keepers.dealOf(second))); // a late deal
  await refused("Gatekeepers.WrongPhase", () => refusal(second, keepers.answerOf(second, 1)));
});

attack("post a key of small order, to which nobody could seal", async ({ refused }) => {
  const { keepers, members, refusal } = setup({ hasKeys: false });
  for (const point of ["00", "01"].map((byte): Hex => `0x${byte}${"00".repeat(31)}`)) {
    const { value, ...call } = keepers.keyOf(members[0]);
    const bad = { ...call, value: { ...value, value: { ...(value.value as object), key: point } } } as Call;
    await refused("Gatekeepers.BadKey", () => refusal(members[0], bad));
  }
});

attack("post a deal with too few commitments, for others, or of points that are none", async ({ refused }) => {
  const { keepers, members, refusal } = setup();
  const points = (second: Hex): readonly Hex[] => [
    `0x${"11".repeat(96)}`, // off the curve
    `0xc0${"00".repeat(95)}`, // infinity
    `0x9${"f".repeat(191)}`, // a coordinate that is not reduced
    withFlags(second, (byte) => byte & 0x7f), // the flag of an uncompressed point
    withFlags(second, (byte) => byte | 0x40), // the flag of infinity
    `0x80${"00".repeat(94)}02`, // outside of the subgroup, or off the curve
  ];
  const bad: readonly ((deal: Deal) => Partial<Deal>)[] = [
    ({ commitments }) => ({ commitments: commitments.slice(1) }),
    ({ shares }) => ({ shares: shares.slice(1) }),
    ...[0, 1, 2, 3, 4, 5].map((i) => ({ commitments: [first, second] }: Deal) => ({
      commitments: [first as Hex, points(second as Hex)[i] as Hex],
    })),
  ];
  for (const change of bad) await refused("Gatekeepers.BadDeal", () => refusal(members[0], changed(keepers, change)));
});

attack(
  "cancel what others deal, before or after they do, so that nobody would need the threshold",
  async ({ held }) => {
    for (const isFirst of [true, false])
      await held("whoever dealt before or after is not stopped, and no key is made of it", () => {
        const { keepers, members } = setup();
        const [honest, evil, other] = members;
        const deal = keepers.dealOf(honest) as Call & { readonly value: { readonly value: Deal } };
        // The flag of the larger y: the same x is the negated point.
        const negated = deal.value.value.commitments.map((point) => withFlags(point, (byte) => byte ^ 0x20));
        const cancelling = changed(keepers, () => ({ commitments: negated }));
        for (const [member, call] of isFirst
          ? ([
              [evil, cancelling],
              [honest, deal],
            ] as const)
          : ([
              [honest, deal],
              [evil, cancelling],
            ] as const))
          keepers.ledger.run(member, call);
        keepers.ledger.run(other, keepers.dealOf(other));
        keepers.next();
        keepers.postChecks(members, ({ name }) => (name === "b" ? [] : [2]));
        keepers.wait();
        if (groupKeyOf(keepers.state)?.qualified.join() !== "1,3") throw new Error("another key was made");
      });
  },
);
