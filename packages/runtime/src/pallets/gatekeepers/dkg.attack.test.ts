import type { Hex } from "@pha/codec";
import { makeDeal, purePrimitives, randomScalar } from "@pha/crypto";
import { attack } from "@pha/testkit/attack";
import { callsOf, TestEnclave, testPallet } from "../../testing/index.ts";
import { gatekeepersPallet } from "./pallet.ts";
import { gatekeepers } from "./spec.ts";

const { apply, dkg_key, dkg_deal } = callsOf(gatekeepers);
const key: Hex = `0x${"01".repeat(32)}`;
const round = { generation: 0, round: 0 };

/** Three gatekeepers in key generation, whose round keys are there or not. */
function setup({ hasKeys = true } = {}) {
  const ledger = testPallet([gatekeepersPallet]);
  const members = ["a", "b", "c"].map((name) => new TestEnclave(name, "Gatekeeper")) as [TestEnclave, ...TestEnclave[]];
  for (const member of members) {
    member.register(ledger, "Bob");
    ledger.run("Bob", apply({ identity: member.identity }));
  }
  if (hasKeys) for (const member of members) ledger.run(member, dkg_key({ ...round, key }));
  const refusal = (member: TestEnclave | undefined, call: Parameters<typeof ledger.refusal>[1]) => ({
    code: ledger.refusal(member as TestEnclave, call),
  });
  return { ledger, members, refusal };
}

const honest = makeDeal(2, [1, 2, 3], () => randomScalar(purePrimitives)).commitments;
const sealed = [1, 2, 3].map((index) => ({ index, enc: key, ciphertext: new Uint8Array(48) }));
const dealOf = (commitments: readonly Hex[], shares = sealed) => dkg_deal({ ...round, commitments, shares });

/** A commitment with other flags; they are the first three bits. */
const withFlags = (point: Hex, change: (byte: number) => number): Hex =>
  `0x${change(Number.parseInt(point.slice(2, 4), 16))
    .toString(16)
    .padStart(2, "0")}${point.slice(4)}`;

attack("post a key or a deal out of turn, twice, or as no member", async ({ refused }) => {
  const { ledger, members, refusal } = setup({ hasKeys: false });
  await refused("Gatekeepers.WrongPhase", () => refusal(members[0], dealOf(honest)));
  ledger.run(members[0], dkg_key({ ...round, key }));
  await refused("Gatekeepers.AlreadyPosted", () => refusal(members[0], dkg_key({ ...round, key })));
  const miner = new TestEnclave("miner", "Miner");
  miner.register(ledger, "Bob");
  await refused("Gatekeepers.NotMember", () => refusal(miner, dkg_key({ ...round, key })));
});

attack("post a deal with too few commitments, for others, or of points that are none", async ({ refused }) => {
  const { members, refusal } = setup();
  const [first, second] = honest as [Hex, Hex];
  const points: readonly Hex[] = [
    `0x${"11".repeat(96)}`, // off the curve
    `0xc0${"00".repeat(95)}`, // infinity
    `0x9${"f".repeat(191)}`, // a coordinate that is not reduced
    withFlags(second, (byte) => byte & 0x7f), // the flag of an uncompressed point
    withFlags(second, (byte) => byte | 0x40), // the flag of infinity
    `0x80${"00".repeat(94)}02`, // outside of the subgroup, or off the curve
  ];
  const deals = [dealOf(honest.slice(1)), dealOf(honest, sealed.slice(1)), dealOf([first])];
  for (const deal of [...deals, ...points.map((point) => dealOf([first, point]))])
    await refused("Gatekeepers.BadDeal", () => refusal(members[0], deal));
});

attack("cancel what others dealt, so that nobody would need the threshold", async ({ refused }) => {
  const { ledger, members, refusal } = setup();
  ledger.run(members[0], dealOf(honest));
  // The flag of the larger y: the same x is the negated point.
  const negated = honest.map((point) => withFlags(point, (byte) => byte ^ 0x20));
  for (const commitments of [negated, [honest[0] as Hex, negated[1] as Hex], [negated[0] as Hex, honest[1] as Hex]])
    await refused("Gatekeepers.BadDeal", () => refusal(members[1], dealOf(commitments)));
});
