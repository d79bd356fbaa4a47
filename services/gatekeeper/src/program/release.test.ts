import { type Hex, toHex } from "@pha/codec";
import { KEY_DST, keyLabel, verifyBls } from "@pha/crypto";
import { Core, type KeyLabel, openPartials, type Session, signKeyRequest, toDerivedLabel } from "@pha/program-kit";
import { enrol, FakeLedger, fakeHost } from "@pha/program-kit/testing";
import { attestation, clusters, contracts, gatekeepers, nothingAgreed } from "@pha/runtime/spec";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { RateLimit } from "./rate-limit.ts";
import { release } from "./release.ts";
import { playRound, publicKeys } from "./testing/index.ts";
import { Vault } from "./vault.ts";

// Pairings in JavaScript take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const word = (byte: number): Hex => toHex(new Uint8Array(32).fill(byte));
const measurement: Hex = `0x${"bb".repeat(48)}`;
const hourMs = 3_600_000n;
const contract = word(0xc0);
const codeHash = word(0xcd);
const scope = { generation: 1, cluster: 7, contract };
const labels: Readonly<Record<KeyLabel["type"], KeyLabel>> = {
  encrypt: { type: "encrypt", value: { ...scope, codeHash, epoch: 2 } },
  tag: { type: "tag", value: { ...scope, epoch: 2 } },
  random: { type: "random", value: scope },
};
const game = playRound({ genesis: word(1), generation: 1, round: 0 }, 3, 2);
const master = publicKeys(game.deals, 3);
const received = game.receive(1) as { share: Uint8Array };

let ledger: FakeLedger;
let gatekeeper: Core;
let asker: Core;
let vault: Vault;
let limit: RateLimit;

/** A ledger on which everything is as the rule wants it. */
beforeEach(() => {
  ledger = new FakeLedger();
  gatekeeper = new Core(fakeHost(ledger), "gatekeeper", ledger.startRequest());
  asker = new Core(fakeHost(ledger), "miner", ledger.startRequest());
  vault = new Vault(gatekeeper.host, { round: undefined, shares: undefined });
  vault.keepShare({ generation: 1, round: 4 }, 1, received.share);
  limit = new RateLimit(() => 0);
  enrol(ledger, gatekeeper, { role: { type: "Gatekeeper" }, attestedAtMs: 1_000_000_000n + hourMs });
  enrol(ledger, asker, { measurement });
  const program = { role: { type: "Miner" as const }, measurement, name: "miner", version: "1" };
  ledger.pallet(attestation).policy.put({ measurements: [program], maxAgeMs: hourMs });
  ledger.pallet(gatekeepers).sharing.put({ generation: 1, round: 4 });
  putCluster(7, [word(9), asker.identity]);
  putCluster(8, [word(9)]);
  putContract({});
});

const putCluster = (id: number, members: Hex[]) =>
  ledger.pallet(clusters).clusters.put(id, { owner: word(1), minMembers: 1, open: false, members, applicants: [] });
const putContract = (fields: { cluster?: number; codeHash?: Hex; epoch?: number }) =>
  ledger.pallet(contracts).contracts.put(contract, {
    ...{
      cluster: 7,
      codeHash,
      deployer: word(1),
      owner: word(1),
      deployedAt: 1,
      epoch: 2,
      encryptKey: undefined,
      halted: false,
      broken: undefined,
    },
    agreed: nothingAgreed,
    ...fields,
  });

interface Asking {
  readonly gatekeeper?: Hex;
  readonly labels?: readonly KeyLabel[];
  readonly session?: Session;
  readonly timeMs?: bigint;
  /** A gatekeeper that has not got so far. */
  readonly vault?: Vault;
}

/** Finalizes what the test has changed and asks. */
async function ask({ timeMs, session = asker.session, ...asking }: Asking = {}) {
  gatekeeper.advance(ledger.block(timeMs));
  const request = {
    gatekeeper: asking.gatekeeper ?? gatekeeper.identity,
    worker: asker.identity,
    nonce: `0x${"05".repeat(16)}` as Hex,
    labels: asking.labels ?? Object.values(labels),
  };
  const signed = signKeyRequest(ledger.genesisHash, request, session.sign);
  return { signed, sealed: await release(gatekeeper, asking.vault ?? vault, limit, signed) };
}

it("gives a member of the contract's cluster its partials, sealed to the session, each for its label", async () => {
  const { signed, sealed } = await ask();
  const { primitives, genesisHash } = asker.host;
  const { round, index, signatures } = openPartials(primitives, genesisHash, asker.session.hpkeSecret, signed, sealed);
  expect([round, index]).toEqual([4, 1]);
  const hold = Object.values(labels).map((label, i) =>
    verifyBls(master.shares[0] as Hex, KEY_DST, keyLabel(toDerivedLabel(label)), signatures[i] as Hex),
  );
  expect(hold).toEqual([true, true, true]);
});

it("serves on when the ledger's values have fields that this program does not know", async () => {
  ledger.upgrade(attestation, "workers");
  ledger.upgrade(attestation, "policy");
  ledger.upgrade(clusters, "clusters");
  ledger.upgrade(contracts, "contracts");
  const { signed, sealed } = await ask();
  const { primitives, genesisHash } = asker.host;
  const { signatures } = openPartials(primitives, genesisHash, asker.session.hpkeSecret, signed, sealed);
  expect(signatures).toHaveLength(3);
});

describe("the release rule refuses", () => {
  it.each<[code: string, who: string, spoil: () => Asking | undefined]>([
    ["UnknownWorker", "a worker that is not registered", () => void workers().remove(asker.identity)],
    ["UnknownWorker", "a gatekeeper", () => void enrol(ledger, asker, { role: { type: "Gatekeeper" }, measurement })],
    ["BadRequestSignature", "a session that a newer one has replaced", () => ({ session: replaceSession() })],
    [
      "BadRequestSignature",
      "another worker's session",
      () => ({ session: new Core(fakeHost(ledger), "miner", ledger.startRequest()).session }),
    ],
    ["ProgramNotAllowed", "a program that the policy denies now", () => allow([])],
    [
      "ProgramNotAllowed",
      "a program that is allowed in another role",
      () => allow([{ role: { type: "Gatekeeper" }, measurement, name: "", version: "" }]),
    ],
    ["AttestationExpired", "an attestation that is too old", () => ({ timeMs: 1_000_000_000n + hourMs + 1n })],
    ["NotClusterMember", "a worker that is no member", () => void putCluster(7, [word(9)])],
    [
      "NotClusterMember",
      "a cluster that does not exist",
      () => ({ labels: [{ type: "random", value: { ...scope, cluster: 99 } }] }),
    ],
    ["WrongContract", "a contract of another cluster", () => void putContract({ cluster: 8 })],
    ["WrongContract", "a contract that does not exist", () => void contractsOf().remove(contract)],
    ["WrongContract", "another code hash", () => ({ labels: [encryptLabel({ codeHash: word(0xce) })] })],
    ["WrongContract", "an epoch that is over", () => ({ labels: [encryptLabel({ epoch: 1 })] })],
    ["WrongContract", "a tag key of another epoch", () => ({ labels: [tagLabel({ epoch: 3 })] })],
    ["WrongContract", "another generation", () => ({ labels: [tagLabel({ generation: 2 })] })],
    ["WrongContract", "all, for one label that is wrong", () => ({ labels: [labels.random, tagLabel({ epoch: 1 })] })],
    ["WrongGatekeeper", "a request to another gatekeeper", () => ({ gatekeeper: word(2) })],
    ["NoShare", "everybody before there is a master key", () => void ledger.pallet(gatekeepers).sharing.remove()],
    ["NoShare", "everybody without a share of its own", () => ({ vault: emptyVault() })],
  ])("%s: %s", async (code, _, spoil) => {
    const asking = spoil() ?? {};
    await expect(ask(asking)).rejects.toThrowError(expect.objectContaining({ code: `gatekeeper.${code}` }));
  });

  it("TooManyKeys: a worker that asks too often, until time has passed", async () => {
    limit.take(asker.identity, 254);
    await expect(ask()).rejects.toThrowError(expect.objectContaining({ code: "gatekeeper.TooManyKeys" }));
    await ask({ labels: [labels.random, labels.tag] });
  });

  it("everybody while its own session is not the newest", async () => {
    workers().remove(gatekeeper.identity);
    await expect(ask()).rejects.toThrowError(expect.objectContaining({ code: "program.SessionNotRegistered" }));
  });
});

it("does not let a stranger use up a worker's keys", async () => {
  const stranger = new Core(fakeHost(ledger), "miner", ledger.startRequest()).session;
  limit.take(asker.identity, 253);
  for (let i = 0; i < 2; i++) {
    await expect(ask({ session: stranger })).rejects.toThrowError(
      expect.objectContaining({ code: "gatekeeper.BadRequestSignature" }),
    );
  }
  await ask();
});

const workers = () => ledger.pallet(attestation).workers;
const contractsOf = () => ledger.pallet(contracts).contracts;
const emptyVault = () => new Vault(gatekeeper.host, { round: undefined, shares: undefined });
const encryptLabel = (fields: { codeHash?: Hex; epoch?: number }): KeyLabel => ({
  type: "encrypt",
  value: { ...scope, codeHash, epoch: 2, ...fields },
});
const tagLabel = (fields: { epoch?: number; generation?: number }): KeyLabel => ({
  type: "tag",
  value: { ...scope, epoch: 2, ...fields },
});

function allow(measurements: Parameters<ReturnType<typeof policyOf>["put"]>[0]["measurements"]): undefined {
  policyOf().put({ measurements, maxAgeMs: hourMs });
}
const policyOf = () => ledger.pallet(attestation).policy;

/** Registers a newer session and gives the one before. */
function replaceSession(): Session {
  const before = asker.session;
  const newer = new Core(asker.host, "miner", ledger.startRequest()).session;
  enrol(ledger, asker, { measurement, session: { signKey: newer.signKey, hpkeKey: newer.hpkeKey }, sessionNumber: 2n });
  return before;
}
