import { attestation } from "../../pallets/attestation/spec.ts";
import { PHA } from "../../pallets/balances/account-data.ts";
import { computation } from "../../pallets/computation/spec.ts";
import { stakePools } from "../../pallets/stake-pools/spec.ts";
import { Farm, heartbeat, reclaim, reportBenchmark, start, stop, workFor } from "../farm.ts";
import { callsOf, type TestEnclave } from "../index.ts";

const pools = callsOf(stakePools);

/** Machines that are honest, beside those that are looked at. */
const others = Array.from("abcdefg");
/** Blocks, and seconds, from one round to the next. */
const between = 10;
/** Rounds of a simulation. */
const rounds = 60;

/** What a machine does in a round, when it is asked. */
export interface Conduct {
  /** Blocks until it answers; it does not when absent. */
  readonly delay: number | undefined;
  /** Its P in the round. */
  readonly p?: number;
  /** Queries that it claims to have served. */
  readonly queries?: bigint;
  /** Whether its program begins anew, with its count of work. */
  readonly restarts?: boolean;
}

export const honest: Conduct = { delay: 1 };

/** Work of a machine since its program began. */
interface Counter {
  work: bigint;
  countedAt: number;
}

/** A network where seven machines are honest and others do as they like, with the same stake and power each. */
export class Market {
  readonly farm: Farm;
  private readonly names: readonly string[];
  /** What the machines that are looked at were paid. */
  earned = 0n;
  private readonly counters = new Map<string, Counter>();

  constructor(names: readonly string[]) {
    this.names = names;
    this.farm = new Farm([...others, ...names], { perRound: 8 });
    this.ledger.of(computation).figures.put({ ...this.ledger.of(computation).figures.get(), coolDown: 60 });
  }

  get ledger() {
    return this.farm.ledger;
  }

  get subjects(): readonly TestEnclave[] {
    return this.farm.miners.slice(others.length);
  }

  /** All that are looked at run on one machine. */
  share(): void {
    const { workers } = this.ledger.of(attestation);
    for (const { identity } of this.subjects) {
      const record = workers.get(identity);
      if (record) workers.put(identity, { ...record, platform: { id: `0x${"5e".repeat(32)}`, hardware: undefined } });
    }
  }

  /** Everybody is measured; those that are looked at by so much work, reported after so many seconds. */
  measure({ work = 6, after = 6 } = {}): void {
    this.farm.draw();
    const report = (miner: TestEnclave, seconds: number) =>
      this.ledger.run(miner, reportBenchmark({ round: this.farm.round, iterations: workFor(1_000, seconds) }));
    this.farm.pass(6);
    for (const miner of this.farm.miners.slice(0, others.length)) report(miner, 6);
    if (after > 6) this.farm.pass(after - 6);
    for (const miner of this.subjects) report(miner, work);
    for (const miner of this.farm.miners.slice(0, others.length)) this.farm.start(miner);
  }

  /** A machine that is looked at begins; whether it may. */
  begin(name: string, stake = 4_000n): boolean {
    const { identity: worker } = this.named(name);
    return this.may(() => this.ledger.run("Alice", start({ worker, stake: stake * PHA })));
  }

  end(name: string): boolean {
    const { identity: worker } = this.named(name);
    return this.may(() => this.ledger.run("Alice", stop({ worker })));
  }

  reclaim(name: string): boolean {
    const { identity: worker } = this.named(name);
    return this.may(() => this.ledger.run("Alice", reclaim({ worker })));
  }

  /** A pool of its own for a machine, with the same stake. */
  ownPool(name: string): void {
    const { identity: worker } = this.named(name);
    this.ledger.run("Alice", pools.create({ commission: 0 }));
    this.ledger.run("Alice", pools.contribute({ pool: 1, amount: 100_000n * PHA }));
    this.ledger.run("Alice", pools.set_own_shares({ pool: 1, shares: 100_000n * PHA }));
    this.ledger.run("Alice", pools.remove_worker({ worker }));
    this.ledger.run("Bob", pools.offer_worker({ worker, pool: 1 }));
    this.ledger.run("Alice", pools.add_worker({ pool: 1, worker }));
  }

  /**
   * Lets time pass, round by round. A machine that was away answers the newest round when its conduct says so.
   *
   * @returns what those that are looked at were paid in it, all that was due to them at its end among it
   */
  play(conduct: (name: string, round: number) => Conduct, act: (round: number) => void = () => {}): bigint {
    for (let round = 0; round < rounds; round++) {
      act(round);
      const asked = this.farm.draw();
      const answers = this.farm.miners
        .filter((miner) => asked.includes(miner.identity) || this.isAway(miner))
        .map((miner) => ({ miner, does: others.includes(miner.name) ? honest : conduct(miner.name, round) }));
      for (let second = 0; second < between; second++) {
        for (const { miner, does } of answers) if (does.delay === second) this.answer(miner, does);
        this.farm.pass(1);
      }
    }
    for (const miner of this.subjects) {
      if (this.farm.sessionOf(miner)?.standing.type !== "Idle") continue;
      const { sessions } = this.ledger.of(computation);
      sessions.put(miner.identity, { ...this.farm.sessionOf(miner), due: this.farm.round });
      this.answer(miner, honest);
    }
    return this.earned;
  }

  private named(name: string): TestEnclave {
    const found = this.farm.miners.find((miner) => miner.name === name);
    if (!found) throw new Error(`no machine ${name}`);
    return found;
  }

  private isAway(miner: TestEnclave): boolean {
    return this.farm.sessionOf(miner)?.standing.type === "Unresponsive";
  }

  private answer(miner: TestEnclave, { p = 1_000, queries = 0n, restarts = false }: Conduct): void {
    const now = this.ledger.now.number;
    const counter = this.counters.get(miner.name) ?? { work: 0n, countedAt: now - between };
    const added = workFor(p, now - counter.countedAt);
    const work = restarts ? added : counter.work + added;
    this.counters.set(miner.name, { work, countedAt: now });
    const told = { round: this.farm.round, iterations: work, queries, gas: 0n };
    const isOurs = this.names.includes(miner.name);
    if (!this.may(() => this.ledger.run(miner, heartbeat(told))) || !isOurs) return;
    for (const event of this.ledger.events(computation))
      if (event.type === "Settled") this.earned += event.value.payout;
  }

  /** Whether something is done: what the ledger refuses is not. */
  private may(body: () => void): boolean {
    try {
      body();
      return true;
    } catch (error) {
      if ((error as { readonly code?: string }).code === undefined) throw error;
      return false;
    }
  }
}

/** One machine of each, measured and begun. */
export function begun(...names: readonly string[]): Market {
  const market = new Market(names);
  market.measure();
  for (const name of names) market.begin(name);
  return market;
}
