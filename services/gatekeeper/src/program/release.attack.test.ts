import type { Hex } from "@pha/codec";
import type { KeyLabel } from "@pha/program-kit";
import { enrol, takeLease } from "@pha/program-kit/testing";
import { attestation, contracts, gatekeepers, nothingAgreed, usualLife, usualPlatforms } from "@pha/runtime/spec";
import { attack } from "@pha/testkit/attack";
import { vi } from "vitest";
import { word } from "./testing/enclave-house.ts";
import {
  type Asking,
  codeHash,
  contract,
  hourMs,
  labels,
  measurement,
  ReleaseDesk,
  scope,
} from "./testing/release-desk.ts";

// Pairings in JavaScript take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

/** Asks for keys where something is wrong, with the ledger or with the request. */
const asking = (spoil: (desk: ReleaseDesk) => Asking | undefined) => () => {
  const desk = new ReleaseDesk();
  return desk.ask(spoil(desk));
};
const encryptLabel = (fields: { codeHash?: Hex; epoch?: number }): KeyLabel => ({
  type: "encrypt",
  value: { ...scope, codeHash, epoch: 2, ...fields },
});
const tagLabel = (fields: { epoch?: number; generation?: number }): KeyLabel => ({
  type: "tag",
  value: { ...scope, epoch: 2, ...fields },
});

attack("ask for keys as nobody, as a gatekeeper, or with a session that is not one's newest", async ({ refused }) => {
  const unregistered = asking(({ ledger, asker }) => void ledger.pallet(attestation).workers.remove(asker.identity));
  const gatekeeper = asking(
    ({ ledger, asker }) => void enrol(ledger, asker, { role: { type: "Gatekeeper" }, measurement }),
  );
  for (const ask of [unregistered, gatekeeper]) await refused("gatekeeper.UnknownWorker", ask);
  const replaced = asking((desk) => ({ session: desk.replaceSession() }));
  const strangers = asking((desk) => ({ session: desk.strangersSession() }));
  for (const ask of [replaced, strangers]) await refused("gatekeeper.BadRequestSignature", ask);
});

attack("ask for keys with a program or an attestation that does not count", async ({ refused }) => {
  const denied = asking((desk) => void desk.allow([]));
  const asGatekeeper = asking(
    (desk) => void desk.allow([{ role: { type: "Gatekeeper" }, measurement, name: "", version: "" }]),
  );
  for (const ask of [denied, asGatekeeper]) await refused("gatekeeper.ProgramNotAllowed", ask);
  await refused(
    "gatekeeper.AttestationExpired",
    asking(() => ({ timeMs: 1_000_000_000n + hourMs + 1n })),
  );
  const deniedPlatform = asking(({ ledger, asker }) => {
    const id = word(0x1d);
    ledger.pallet(attestation).platforms.put({ ...usualPlatforms, denied: [{ type: "Platform", value: id }] });
    enrol(ledger, asker, { measurement, platform: { id, hardware: undefined } });
  });
  await refused("gatekeeper.PlatformNotAllowed", deniedPlatform);
});

attack("ask for the keys of another cluster's contract", async ({ refused }) => {
  const removed = asking((desk) => void desk.putCluster(7, [word(9)]));
  const nowhere = asking(() => ({ labels: [{ type: "random", value: { ...scope, cluster: 99 } }] }));
  for (const ask of [removed, nowhere]) await refused("gatekeeper.NotClusterMember", ask);
  const elsewhere = asking((desk) => void desk.putContract({ cluster: 8 }));
  const unknown = asking(({ ledger }) => void ledger.pallet(contracts).contracts.remove(contract));
  for (const ask of [elsewhere, unknown]) await refused("gatekeeper.WrongContract", ask);
});

attack("ask for a key of another code, epoch or generation", async ({ refused }) => {
  const wrong: readonly (readonly [string, readonly KeyLabel[]])[] = [
    ["WrongContract", [encryptLabel({ codeHash: word(0xce) })]],
    ["WrongContract", [tagLabel({ generation: 2 })]],
    ["WrongEpoch", [encryptLabel({ epoch: 1 })]],
    ["WrongEpoch", [tagLabel({ epoch: 3 })]],
    ["WrongEpoch", [labels.random, tagLabel({ epoch: 1 })]], // one of two
  ];
  for (const [error, labels] of wrong)
    await refused(
      `gatekeeper.${error}`,
      asking(() => ({ labels })),
    );
});

/** The contract's epoch 2 began at block 0, with epochs of 16 blocks; the gatekeeper's view is at `number`. */
function inEpoch2(number: number, { keepsHistory = false, agreed = 0, ends = [] as readonly number[] } = {}) {
  const desk = new ReleaseDesk();
  const { figures, epochEnds } = desk.ledger.pallet(contracts);
  figures.put({ keyEpoch: 16, keepsHistory });
  for (const [epoch, end] of ends.entries()) epochEnds.put(contract, epoch, end);
  desk.putContract({ encryptKey: word(0xee), agreed: { ...nothingAgreed, stateHeight: agreed } });
  while (desk.ledger.head.number < number - 1) desk.ledger.block();
  return { desk, ask: (epoch: number) => () => desk.ask({ labels: [encryptLabel({ epoch }), tagLabel({ epoch })] }) };
}

attack("have the key of an epoch before its time, or of one that follows it", async ({ refused, held }) => {
  await refused("gatekeeper.WrongEpoch", inEpoch2(11).ask(3));
  const { desk, ask } = inEpoch2(12);
  await held("the next one's key is there from a quarter before it is due", ask(3));
  await refused("gatekeeper.WrongEpoch", ask(4));
  const { denials } = desk.ledger.pallet(attestation);
  denials.put(denials.get() + 1);
  await refused("gatekeeper.WrongEpoch", ask(3));
  await held("after a denial, that of another one instead", ask(4));
});

attack("have the key of an upgrade's epoch for other code than it brings", async ({ refused, held }) => {
  const { desk } = inEpoch2(3);
  const [next, past] = [word(0xce), word(0xcc)];
  desk.ledger.pallet(contracts).pastCode.put(contract, past, 0);
  const upgrade = { codeHash: next, epoch: 4, generation: 1, told: undefined };
  desk.putContract({ encryptKey: word(0xee), life: { ...usualLife, upgrade } });
  const ask = (of: { codeHash?: Hex; epoch: number }) => () => desk.ask({ labels: [encryptLabel(of)] });
  await held("with its own it is there", ask({ codeHash: next, epoch: 4 }));
  await refused("gatekeeper.WrongContract", ask({ epoch: 4 }));
  await refused("gatekeeper.WrongContract", ask({ codeHash: past, epoch: 4 }));
  await refused("gatekeeper.WrongContract", ask({ codeHash: next, epoch: 2 }));
  await refused("gatekeeper.WrongEpoch", ask({ epoch: 3 }));
  desk.putContract({ encryptKey: word(0xee), spentEpoch: 4 });
  await refused("gatekeeper.WrongContract", ask({ codeHash: next, epoch: 4 }));
  const { denials } = desk.ledger.pallet(attestation);
  denials.put(denials.get() + 1);
  await refused("gatekeeper.WrongEpoch", ask({ epoch: 4 }));
  await held("once it failed, a denial is followed by one that nobody was given", ask({ epoch: 6 }));
});

attack("have the key of an epoch that is long over", async ({ refused, held }) => {
  const ends = [3, 6];
  await held("in grace it is there", inEpoch2(6, { ends, agreed: 9 }).ask(1));
  await refused("gatekeeper.WrongEpoch", inEpoch2(7, { ends, agreed: 6 }).ask(1));
  await refused("gatekeeper.WrongEpoch", inEpoch2(7, { ends, agreed: 4 }).ask(0));
  await held("commands may still need it", inEpoch2(7, { ends, agreed: 5 }).ask(1));
  const tagOf = (agreed: number) => () => inEpoch2(7, { ends, agreed }).desk.ask({ labels: [tagLabel({ epoch: 1 })] });
  await held("what was agreed on last has a tag of it", tagOf(6));
  await refused("gatekeeper.WrongEpoch", tagOf(7));
  const all = inEpoch2(7, { ends: [3], agreed: 6, keepsHistory: true });
  await held("a network may keep all history", all.ask(0));
  await refused("gatekeeper.WrongEpoch", all.ask(1)); // which never was
});

/**
 * The contract's epoch 2 is of generation 1 and in grace up to a block; its epoch 4 is of generation 2, which is in use. The
 * gatekeeper has a seat, and a share of the newest sharing of either.
 */
function renewed({ until = 6, agreed = 0, keepsHistory = false, halted = false } = {}) {
  const desk = new ReleaseDesk();
  const { sharing, older, members } = desk.ledger.pallet(gatekeepers);
  const { figures, epochEnds } = desk.ledger.pallet(contracts);
  older.put(1, 4);
  sharing.put({ generation: 2, round: 0 });
  members.put([{ identity: desk.gatekeeper.identity, index: 1 }]);
  figures.put({ keyEpoch: 1_000, keepsHistory });
  epochEnds.put(contract, 2, until);
  desk.putContract({
    ...{ epoch: 4, encryptKey: word(0xee), agreed: { ...nothingAgreed, stateHeight: agreed }, halted },
    rotation: { since: 4, denials: 0, previous: { epoch: 2, until }, next: undefined },
    generations: [
      { generation: 1, epoch: 0, until: 0 },
      { generation: 2, epoch: 4, until },
    ],
  });
  while (desk.ledger.head.number < 6) desk.ledger.block();
  desk.hold({ generation: 2, round: 0 });
  const ask = (generation: number, epoch: number) => () =>
    desk.ask({
      labels: [tagLabel({ epoch, generation }), { type: "random", value: { ...scope, generation } }],
    });
  return { desk, ask };
}

attack(
  "have keys of a master key that is in use no more, or mix them with its successor's",
  async ({ refused, held }) => {
    const waiting = renewed();
    await held("the new one's", waiting.ask(2, 4));
    await held("the old one's, while the ledger may have taken commands for them", waiting.ask(1, 2));
    for (const [generation, epoch] of [
      [2, 2],
      [1, 4],
      [3, 4],
    ] as const)
      await refused("gatekeeper.WrongContract", waiting.ask(generation, epoch));
    await refused("gatekeeper.WrongContract", () =>
      waiting.desk.ask({ labels: [tagLabel({ epoch: 4, generation: 2 }), labels.random] }),
    );
    await refused("gatekeeper.WrongEpoch", renewed({ agreed: 6 }).ask(1, 2));
    const draw: KeyLabel = { type: "random", value: scope };
    const drawn = (options: Parameters<typeof renewed>[0]) => () => renewed(options).desk.ask({ labels: [draw] });
    await refused("gatekeeper.WrongEpoch", drawn({ agreed: 6 }));
    await refused("gatekeeper.WrongEpoch", drawn({ halted: true }));
    await held("a network may keep all history", drawn({ agreed: 6, keepsHistory: true }));
  },
);

attack(
  "have keys of an older master key of a gatekeeper without a seat, or of one that was ended",
  async ({ refused }) => {
    const left = renewed();
    left.desk.ledger.pallet(gatekeepers).members.put([]);
    await refused("gatekeeper.NoShare", left.ask(1, 2));
    const ended = renewed();
    ended.desk.ledger.pallet(gatekeepers).older.remove(1);
    await refused("gatekeeper.NoShare", ended.ask(1, 2));
  },
);

attack("ask a gatekeeper for what it does not hold", async ({ refused }) => {
  await refused(
    "gatekeeper.WrongGatekeeper",
    asking(() => ({ gatekeeper: word(2) })),
  );
  const noKey = asking(({ ledger }) => void ledger.pallet(gatekeepers).sharing.remove());
  const noShare = asking((desk) => ({ vault: desk.emptyVault() }));
  for (const ask of [noKey, noShare]) await refused("gatekeeper.NoShare", ask);
});

attack("ask for keys without end, or use up another worker's", async ({ refused, held }) => {
  const desk = new ReleaseDesk();
  const session = desk.strangersSession();
  desk.limit.take(desk.asker.identity, 253);
  for (let i = 0; i < 2; i++) await refused("gatekeeper.BadRequestSignature", () => desk.ask({ session }));
  await held("the worker has its keys", () => desk.ask());

  const greedy = new ReleaseDesk();
  greedy.limit.take(greedy.asker.identity, 254);
  await refused("gatekeeper.TooManyKeys", () => greedy.ask());
  await greedy.ask({ labels: [labels.random, labels.tag] });
});

attack(
  "have keys of a gatekeeper whose host shows it no newer blocks, after being expelled",
  async ({ refused, held }) => {
    const desk = new ReleaseDesk();
    await desk.ask();
    desk.putCluster(7, [word(9)]);
    desk.ledger.block();
    desk.nowMs += 59_999;
    await held("what a lease leaves, and no more", () => desk.askOn());
    for (let minute = 1; minute <= 10; minute++) {
      desk.nowMs += 60_000;
      await refused("gatekeeper.LeaseExpired", () => desk.askOn());
      await takeLease(desk.gatekeeper);
      await refused("gatekeeper.LeaseExpired", () => desk.askOn());
    }
    await refused("gatekeeper.NotClusterMember", () => desk.ask());
  },
);

attack("bring a gatekeeper the proofs of an old block once it is leased at a new one", async ({ refused }) => {
  const desk = new ReleaseDesk();
  await desk.ask();
  const before = desk.ledger.block();
  desk.putCluster(7, [word(9)]);
  const expelled = desk.ledger.block();
  desk.gatekeeper.advance(before);
  await desk.gatekeeper.standing();
  desk.beforeProof = async () => {
    desk.beforeProof = async () => {};
    desk.nowMs += 120_000;
    desk.gatekeeper.advance(expelled);
    await takeLease(desk.gatekeeper);
  };
  await refused("gatekeeper.LeaseExpired", () => desk.askOn());
});

attack("ask a gatekeeper that nothing has leased yet", async ({ refused }) => {
  const desk = new ReleaseDesk();
  desk.gatekeeper.advance(desk.ledger.block());
  await refused("gatekeeper.LeaseExpired", () => desk.askOn());
});
