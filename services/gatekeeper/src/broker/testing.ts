import { encode, type Hex, type TypeOf, toHex } from "@pha/codec";
import { nodePrimitives as primitives } from "@pha/crypto/node/primitives";
import { storageKeys } from "@pha/frame";
import { makeSession, reply, type Session } from "@pha/program-kit";
import {
  attestation,
  Cluster,
  Contract,
  clusters,
  contracts,
  nothingAgreed,
  notRotated,
  usualLife,
  Worker,
} from "@pha/runtime/spec";
import { type Ask, askerSecret, replyMac, type WorkerReply } from "@pha/secret-channel/ask";
import type { Bus } from "@pha/service-kit/bus";
import { silentLog as log } from "@pha/service-kit/log";
import type { subjects } from "@pha/wire";
import type { Broker } from "./broker.ts";
import { Health } from "./health.ts";
import { Workers } from "./workers.ts";

/** 32 times a byte. */
export const word = (byte: number): Hex => `0x${byte.toString(16).padStart(2, "0").repeat(32)}`;

/** The network of the tests. */
export const genesisHash: Hex = word(0x6e);

/** What passes requests on over a bus, to the workers that the ledger there names. */
export const makeBroker = (bus: Bus): Broker => ({
  ...{ bus, workers: new Workers({ bus, genesisHash, log }), health: new Health() },
});

/** An enclave's session as far as its askers see it: what it proves, it does as the miner's program does. */
export interface TestWorker {
  readonly identity: Hex;
  session: Session;
  readonly proves: (ask: Ask, handle: () => Uint8Array | Promise<Uint8Array>) => Promise<WorkerReply>;
}

export function makeTestWorker(byte: number): TestWorker {
  const worker: TestWorker = {
    identity: word(byte),
    session: makeSession(primitives),
    async proves(ask, handle) {
      const secret = askerSecret(primitives, genesisHash, worker.session.hpkeSecret, ask.asker);
      const said = await reply(handle);
      return { reply: said, mac: replyMac(primitives, secret, ask, said) };
    },
  };
  return worker;
}

type ProofGet = TypeOf<typeof subjects.proofGet.request>;
type Proof = TypeOf<typeof subjects.proofGet.reply>;

/** Answers of a chain whose ledger has these contracts, all of one cluster, and its workers in their newest sessions. */
export function ledgerOf(ids: readonly Hex[], workers: () => readonly TestWorker[]): (asked: ProofGet) => Proof {
  const cluster = 3;
  const owner = word(2);
  const record: Contract = {
    ...{ cluster, codeHash: word(1), deployer: owner, owner, deployedAt: 1, epoch: 0 },
    ...{
      encryptKey: undefined,
      agreed: nothingAgreed,
      halted: false,
      broken: undefined,
      rotation: notRotated,
      generations: [],
      life: usualLife,
      spentEpoch: 0,
    },
  };
  const workerRecord = ({ session: { signKey, hpkeKey } }: TestWorker): Worker => ({
    ...{ role: { type: "Miner" }, operator: owner, session: { signKey, hpkeKey }, sessionNumber: 1n, registeredAt: 1 },
    ...{ quoteHash: word(0), measurement: `0x${"bb".repeat(48)}`, confidence: 128, attestedAtMs: 0n },
    ...{ bareSequence: 0n, bareDebt: 0, bareAt: 0, platform: undefined },
  });
  return ({ keys }) => {
    const members = workers().map(({ identity }) => identity);
    const state = new Map<Hex, Uint8Array>([
      ...ids.map((id) => [storageKeys(contracts).contracts.key(id), encode(Contract, record)] as const),
      ...workers().map(
        (worker) =>
          [storageKeys(attestation).workers.key(worker.identity), encode(Worker, workerRecord(worker))] as const,
      ),
      [
        storageKeys(clusters).clusters.key(cluster),
        encode(Cluster, { owner, minMembers: 1, open: false, members, applicants: [] }),
      ],
    ]);
    return { number: 1, values: keys.map((key) => state.get(toHex(key))), proof: new Uint8Array() };
  };
}
