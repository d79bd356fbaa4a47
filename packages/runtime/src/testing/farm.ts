import type { Hex } from "@pha/codec";
import { toHex, utf8 } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import type { Pallet } from "../pallet.ts";
import { PHA } from "../pallets/balances/account-data.ts";
import { miningAccount } from "../pallets/balances/pallet-account.ts";
import { computationPallet } from "../pallets/computation/pallet.ts";
import { drawRound } from "../pallets/computation/rounds.ts";
import type { Session } from "../pallets/computation/session.ts";
import { computation } from "../pallets/computation/spec.ts";
import { offencesPallet } from "../pallets/offences/pallet.ts";
import { stakePoolsPallet } from "../pallets/stake-pools/pallet.ts";
import { stakePools } from "../pallets/stake-pools/spec.ts";
import { system } from "../pallets/system/spec.ts";
import { tuningPallet } from "../pallets/tuning/pallet.ts";
import { callsOf, TestEnclave, type TestLedger, testPallet } from "./index.ts";

const pools = callsOf(stakePools);
export const { start, stop, reclaim, heartbeat, report_benchmark: reportBenchmark } = callsOf(computation);

/** Everybody is asked in every round; a tick is a block. */
export const timing = {
  ...{ heartbeatsPerRound: 20, heartbeatsPerHour: 3_600, heartbeatWindow: 5 },
  ...{ benchmarkTicks: 6, coolDown: 20, grace: 100, leastP: 50 },
};

/** Work that makes P so much, in so many seconds. */
export const workFor = (p: number, seconds: number): bigint => BigInt(Math.ceil((p * seconds) / 6));

/** A ledger with a pool of Alice's that has plenty of stake, and miners of Bob's in it. */
export class Farm {
  readonly ledger: TestLedger;
  readonly miners: readonly TestEnclave[];
  round = 0n;

  constructor(names: readonly string[], { perRound = 20, others = [] as readonly Pallet[] } = {}) {
    const genesis = { computation: { ...timing, heartbeatsPerRound: perRound }, timestamp: { tickMs: 1_000 } };
    const pallets = [computationPallet, stakePoolsPallet, offencesPallet, tuningPallet, ...others];
    this.ledger = testPallet(pallets, { genesis });
    this.miners = names.map((name) => new TestEnclave(name, "Miner"));
    this.ledger.run("Alice", pools.create({ commission: 0 }));
    this.ledger.run("Alice", pools.contribute({ pool: 0, amount: 5_000_000n * PHA }));
    this.ledger.run("Alice", pools.set_own_shares({ pool: 0, shares: 5_000_000n * PHA }));
    for (const miner of this.miners) {
      miner.register(this.ledger, "Bob");
      this.ledger.run("Bob", pools.offer_worker({ worker: miner.identity, pool: 0 }));
      this.ledger.run("Alice", pools.add_worker({ pool: 0, worker: miner.identity }));
    }
  }

  /** A round of the beacon is verified: who is drawn has to answer. */
  draw(): readonly Hex[] {
    this.round += 1n;
    this.ledger.act((env) => drawRound(env, this.round, toHex(blake2b256(utf8(`round ${this.round}`)))));
    return this.ledger.of(computation).due.get(this.round) ?? [];
  }

  /** Blocks, and as many seconds. */
  pass(blocks: number): void {
    this.ledger.runTo(this.ledger.now.number + blocks);
  }

  /** All miners are measured: each has this P. */
  measure(p = 1_000): void {
    this.draw();
    this.pass(6);
    for (const miner of this.miners)
      this.ledger.run(miner, reportBenchmark({ round: this.round, iterations: workFor(p, 6) }));
  }

  start(miner: TestEnclave, stake = 4_000n * PHA): void {
    this.ledger.run("Alice", start({ worker: miner.identity, stake }));
  }

  /** A miner answers the newest round. */
  answer(miner: TestEnclave, iterations = 0n): void {
    this.ledger.run(miner, heartbeat({ round: this.round, iterations, queries: 0n, gas: 0n }));
  }

  sessionOf({ identity }: TestEnclave): Session {
    return this.ledger.of(computation).sessions.get(identity) as Session;
  }

  /** What has been paid of the mining account's endowment. */
  get paid(): bigint {
    return 700_000_000n * PHA - this.ledger.of(system).account.get(miningAccount).data.free;
  }
}
