import type { Hex } from "@pha/codec";
import { attack } from "@pha/testkit/attack";
import { expect } from "vitest";
import { accountOf, callsOf, TestEnclave, testNetwork } from "../../testing/index.ts";
import { type Cluster, clusters } from "../clusters/spec.ts";
import { keysAt, notRotated } from "./epochs.ts";
import { usualLife } from "./life.ts";
import { type Contract, nothingAgreed } from "./record.ts";
import { contracts } from "./spec.ts";

const { publish_key, push_command } = callsOf(contracts);
const id: Hex = `0x${"c1".repeat(32)}`;
const key: Hex = `0x${"aa".repeat(32)}`;
const evil: Hex = `0x${"ee".repeat(32)}`;

/** A contract of three members, in epoch 0 since block 1, with epochs of 40 blocks. */
function setup() {
  const ledger = testNetwork();
  const members = ["a", "b", "c"].map((name) => new TestEnclave(name, "Miner")) as [
    TestEnclave,
    TestEnclave,
    TestEnclave,
  ];
  for (const each of members) each.register(ledger, "Bob");
  const account = accountOf("Alice");
  const contract = { cluster: 0, codeHash: key, deployer: account, owner: account, deployedAt: 1, epoch: 0 };
  ledger.of(contracts).contracts.put(id, {
    ...{ ...contract, encryptKey: key, agreed: nothingAgreed, halted: false, broken: undefined },
    rotation: { ...notRotated, since: 1 },
    generations: [],
    life: usualLife,
    spentEpoch: 0,
  });
  const cluster = ledger.of(clusters).clusters.get(0) as Cluster;
  ledger.of(clusters).clusters.put(0, { ...cluster, members: members.map(({ identity }) => identity) });
  ledger.of(contracts).figures.put({ keyEpoch: 40, keepsHistory: false });
  const tell = (miner: TestEnclave, epoch: number, said = key) =>
    ledger.run(miner, publish_key({ contract: id, epoch, key: said }));
  const refusal = (miner: TestEnclave, epoch: number) => ({
    code: ledger.refusal(miner, publish_key({ contract: id, epoch, key: evil })),
  });
  const now = () => keysAt(ledger.of(contracts).contracts.get(id) as Contract, ledger.now.number);
  return { ledger, members, tell, refusal, now };
}

attack("tell keys of epochs that are past, to come too soon, or not next, as a member", async ({ refused }) => {
  const { ledger, members, tell, refusal } = setup();
  const [hostile, b] = members;
  ledger.runTo(30);
  await refused("Contracts.WrongEpoch", () => refusal(hostile, 1));
  ledger.runTo(31);
  await refused("Contracts.WrongEpoch", () => refusal(hostile, 2));
  for (const member of [hostile, b]) tell(member, 1);
  ledger.runTo(41);
  for (const epoch of [0, 2]) await refused("Contracts.WrongEpoch", () => refusal(hostile, epoch));
});

attack(
  "have clients encrypt to a key of one's own, or a contract go on early, as one member of three",
  async ({ held }) => {
    const { ledger, members, tell, now } = setup();
    const [hostile, b, c] = members;
    ledger.runTo(31);
    tell(hostile, 1, evil);
    tell(hostile, 1, evil);
    await held("a majority decides", () => expect(now().next).toBeUndefined());
    for (const member of [b, c]) tell(member, 1);
    await held("the honest ones' key", () => expect(now().next).toMatchObject({ key, from: 41 }));
    tell(hostile, 1, evil);
    await held("what was told is told", () => expect(now()).toMatchObject({ epoch: 0, next: { key } }));
  },
);

attack(
  "send a command that is encrypted for an epoch that is over, after a view that was kept old",
  async ({ refused }) => {
    const { ledger, members, tell } = setup();
    ledger.runTo(41);
    for (const member of members) tell(member, 1);
    ledger.runTo(42 + 10 + 1);
    const args = { contract: id, epoch: 0, enc: key, ciphertext: new Uint8Array(64) };
    await refused("Contracts.WrongEpoch", () => ({
      code: ledger.refusal("Alice", push_command({ ...args, value: 0n, asset: undefined, reads: [] })),
    }));
  },
);
