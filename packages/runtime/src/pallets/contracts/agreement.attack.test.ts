import type { Hex } from "@pha/codec";
import { attack } from "@pha/testkit/attack";
import { expect } from "vitest";
import { accountOf, callsOf, TestEnclave, testNetwork } from "../../testing/index.ts";
import { type Cluster, clusters } from "../clusters/spec.ts";
import { notRotated } from "./epochs.ts";
import { usualLife } from "./life.ts";
import { maxAhead } from "./limits.ts";
import { nothingAgreed, type Report } from "./record.ts";
import { contracts } from "./spec.ts";

const { report, publish_key } = callsOf(contracts);
const id: Hex = `0x${"c1".repeat(32)}`;
const tag: Hex = `0x${"aa".repeat(32)}`;

const claim = (prevStateHeight: number, stateHeight = prevStateHeight + 1): Report => ({
  ...{
    ...nothingAgreed,
    contract: id,
    prevStateHeight,
    stateHeight,
    stateTag: tag,
    reason: undefined,
    effects: undefined,
  },
});
const from = (first: number, count: number) => Array.from({ length: count }, (_, i) => claim(first + i));

/** A contract in a cluster of three, at block 200. */
function setup() {
  const ledger = testNetwork();
  const members = ["a", "b", "c"].map((name) => new TestEnclave(name, "Miner")) as [
    TestEnclave,
    TestEnclave,
    TestEnclave,
  ];
  const stranger = new TestEnclave("stranger", "Miner");
  for (const each of [...members, stranger]) each.register(ledger, "Bob");
  const account = accountOf("Alice");
  const contract = { cluster: 0, codeHash: tag, deployer: account, owner: account, deployedAt: 1, epoch: 0 };
  ledger.of(contracts).contracts.put(id, {
    ...{
      ...contract,
      encryptKey: tag,
      agreed: nothingAgreed,
      halted: false,
      broken: undefined,
      rotation: notRotated,
      generations: [],
      life: usualLife,
      spentEpoch: 0,
    },
  });
  const cluster = ledger.of(clusters).clusters.get(0) as Cluster;
  const identities = members.map(({ identity }) => identity);
  ledger.of(clusters).clusters.put(0, { ...cluster, members: identities });
  ledger.runTo(200);
  const rows = () =>
    Array.from({ length: 200 }, (_, height) => ledger.of(contracts).stateVotes.get(id, height)).filter(
      ({ length }) => length > 0,
    ).length;
  return { ledger, members, stranger, rows };
}

attack("fill the ledger with reports far ahead of what is agreed, as a member", async ({ refused, held }) => {
  const { ledger, members, rows } = setup();
  const [hostile, a, b] = members;
  const refusal = (reports: readonly Report[]) => ({
    code: ledger.refusal(hostile, report({ reports: [...reports] })),
  });
  await refused("Contracts.TooFarAhead", () => refusal(from(40, maxAhead + 1)));
  ledger.run(hostile, report({ reports: from(40, maxAhead) }));
  for (const reports of [[claim(80)], [claim(3, 70)], [claim(40), claim(0)]])
    await refused("Contracts.TooFarAhead", () => refusal(reports));
  await held("a place comes free with each agreed height that it holds up, and with it goes its vote", () => {
    for (let height = 0; height < 60; height += 20)
      for (const miner of [a, b]) ledger.run(miner, report({ reports: [claim(height, height + 20)] }));
    expect(rows()).toBe(maxAhead - 1);
    for (let i = 0; i < 3 * maxAhead; i++)
      try {
        ledger.run(hostile, report({ reports: [claim(60 + i, 62 + i)] }));
      } catch (error) {
        expect(contracts.errors.TooFarAhead.is(error)).toBe(true);
      }
    expect(rows()).toBe(maxAhead);
  });
});

attack("have blocks carry reports and keys that the ledger refuses, as an enclave", async ({ refused, held }) => {
  const { ledger, members, stranger } = setup();
  const [member] = members;
  ledger.run(member, report({ reports: from(20, maxAhead) }));
  ledger.block();
  const unknown: Hex = `0x${"ee".repeat(32)}`;
  const key = (epoch: number, contract = id) => ({ contract, epoch, key: tag });
  const attempts = [
    stranger.bare(ledger, contracts, "report", { reports: [claim(0)] }, 0n),
    stranger.bare(ledger, contracts, "publish_key", key(0), 0n),
    member.bare(ledger, contracts, "report", { reports: [claim(5, 4)] }, 0n),
    member.bare(ledger, contracts, "report", { reports: [claim(5, 1_000)] }, 0n),
    member.bare(ledger, contracts, "report", { reports: from(20 + maxAhead, 1) }, 0n),
    member.bare(ledger, contracts, "report", { reports: [{ ...claim(0), contract: unknown }] }, 0n),
    member.bare(ledger, contracts, "publish_key", key(7), 0n),
    member.bare(ledger, contracts, "publish_key", key(0, unknown), 0n),
  ].map((bytes) => ledger.runtime.decodeExtrinsic(bytes));
  const length = () => ledger.beside().finish().header.extrinsicsRoot;
  const empty = length();
  for (const extrinsic of attempts) {
    await refused("transaction.CallRefused", () =>
      ledger.runtime.validate(ledger.view, extrinsic, { number: ledger.head.number }),
    );
    const block = ledger.beside();
    await refused("transaction.CallRefused", () => block.applyExtrinsic(extrinsic));
    await held("the block has nothing of it", () => expect(block.finish().header.extrinsicsRoot).toBe(empty));
  }
  expect(ledger.refusal(stranger, publish_key(key(0)))).toBe("Contracts.NotMember");
});
