import { decode, type Hex } from "@pha/codec";
import { Core, type CoreHost, type KeyLabel, Ocall, type Session, signKeyRequest } from "@pha/program-kit";
import { enrol, FakeLedger, fakeHost, takeLease } from "@pha/program-kit/testing";
import {
  attestation,
  type Contract,
  clusters,
  contracts,
  gatekeepers,
  nothingAgreed,
  notRotated,
  type Policy,
  type Sharing,
  usualLife,
} from "@pha/runtime/spec";
import { GrantLog } from "../grant-log.ts";
import { RateLimit } from "../rate-limit.ts";
import { release } from "../release.ts";
import { Vault } from "../vault.ts";
import { word } from "./enclave-house.ts";
import { playRound, publicKeys } from "./index.ts";

export const measurement: Hex = `0x${"bb".repeat(48)}`;
export const hourMs = 3_600_000n;
export const contract = word(0xc0);
export const codeHash = word(0xcd);
export const scope = { generation: 1, cluster: 7, contract };
/** One key of each kind that the asker may have. */
export const labels: Readonly<Record<KeyLabel["type"], KeyLabel>> = {
  encrypt: { type: "encrypt", value: { ...scope, codeHash, epoch: 2 } },
  tag: { type: "tag", value: { ...scope, epoch: 2 } },
  random: { type: "random", value: scope },
};

const game = playRound({ genesis: word(1), generation: 1, round: 0 }, 3, 2);
export const master = publicKeys(game.deals, 3);
const received = game.receive(1) as { share: Uint8Array };

/** A request for keys that may differ from the right one. */
export interface Asking {
  readonly gatekeeper?: Hex;
  readonly labels?: readonly KeyLabel[];
  readonly session?: Session;
  readonly timeMs?: bigint;
  /** A gatekeeper that has not got so far. */
  readonly vault?: Vault;
}

/** A gatekeeper with its share, and a worker that asks it, on a ledger where everything is as the release rule wants it. */
export class ReleaseDesk {
  readonly ledger = new FakeLedger();
  /** The gatekeeper's clock. */
  nowMs = 0;
  /** What its host does before it answers a request for proofs. */
  beforeProof: () => Promise<void> = async () => {};
  readonly gatekeeper = new Core(this.#host(), "gatekeeper", this.ledger.startRequest());
  readonly asker = new Core(fakeHost(this.ledger), "miner", this.ledger.startRequest());
  readonly limit = new RateLimit(() => 0);
  readonly log = new GrantLog();
  readonly #vault = this.emptyVault();

  constructor() {
    this.#vault.keepShare({ generation: 1, round: 4 }, 1, received.share);
    enrol(this.ledger, this.gatekeeper, { role: { type: "Gatekeeper" }, attestedAtMs: 1_000_000_000n + hourMs });
    enrol(this.ledger, this.asker, { measurement });
    this.allow([{ role: { type: "Miner" }, measurement, name: "miner", version: "1" }]);
    this.ledger.pallet(gatekeepers).sharing.put({ generation: 1, round: 4 });
    this.putCluster(7, [word(9), this.asker.identity]);
    this.putCluster(8, [word(9)]);
    this.putContract({});
  }

  /** Gives the gatekeeper a share of another sharing. */
  hold(sharing: Sharing): void {
    this.#vault.keepShare(sharing, 1, received.share);
  }

  emptyVault(): Vault {
    return new Vault(this.gatekeeper.host, { round: undefined, shares: undefined });
  }

  allow(measurements: Policy["measurements"]): void {
    this.ledger.pallet(attestation).policy.put({ measurements, maxAgeMs: hourMs });
  }

  putCluster(id: number, members: Hex[]): void {
    const cluster = { owner: word(1), minMembers: 1, open: false, members, applicants: [] };
    this.ledger.pallet(clusters).clusters.put(id, cluster);
  }

  putContract(fields: Partial<Contract>): void {
    this.ledger.pallet(contracts).contracts.put(contract, {
      ...{ cluster: 7, codeHash, deployer: word(1), owner: word(1), deployedAt: 1, epoch: 2, encryptKey: undefined },
      ...{ agreed: nothingAgreed, halted: false, broken: undefined, rotation: notRotated, life: usualLife },
      generations: [{ generation: 1, epoch: 0, until: 0 }],
      spentEpoch: 0,
      ...fields,
    });
  }

  /** Registers a newer session and gives the one before. */
  replaceSession(): Session {
    const { session: before, host } = this.asker;
    const { signKey, hpkeKey } = new Core(host, "miner", this.ledger.startRequest()).session;
    enrol(this.ledger, this.asker, { measurement, session: { signKey, hpkeKey }, sessionNumber: 2n });
    return before;
  }

  /** A session of nobody on the ledger. */
  strangersSession(): Session {
    return new Core(fakeHost(this.ledger), "miner", this.ledger.startRequest()).session;
  }

  #host(): CoreHost {
    const host = fakeHost(this.ledger);
    return {
      ...host,
      monotonicMs: () => this.nowMs,
      ocall: async (encoded) => {
        const answer = await host.ocall(encoded);
        if (decode(Ocall, encoded).type === "Prove") await this.beforeProof();
        return answer;
      },
    };
  }

  /** Finalizes what the test has changed and asks. */
  async ask(asking: Asking = {}) {
    this.gatekeeper.advance(this.ledger.block(asking.timeMs));
    await takeLease(this.gatekeeper);
    return this.askOn(asking);
  }

  /** Asks, while the gatekeeper's host shows it nothing new. */
  async askOn({ session = this.asker.session, ...asking }: Omit<Asking, "timeMs"> = {}) {
    const request = {
      gatekeeper: asking.gatekeeper ?? this.gatekeeper.identity,
      worker: this.asker.identity,
      nonce: `0x${"05".repeat(16)}` as Hex,
      labels: asking.labels ?? Object.values(labels),
    };
    const signed = signKeyRequest(this.ledger.genesisHash, request, session.sign);
    const deps = { vault: asking.vault ?? this.#vault, limit: this.limit, log: this.log };
    return { signed, sealed: await release(this.gatekeeper, deps, signed) };
  }
}
