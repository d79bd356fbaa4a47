import { toHex, utf8 } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import { root } from "@pha/frame";
import { PHA } from "../../pallets/balances/account-data.ts";
import { computationPallet } from "../../pallets/computation/pallet.ts";
import { drawRound } from "../../pallets/computation/rounds.ts";
import { computation } from "../../pallets/computation/spec.ts";
import { offencesPallet } from "../../pallets/offences/pallet.ts";
import { offences } from "../../pallets/offences/spec.ts";
import { stakePoolsPallet } from "../../pallets/stake-pools/pallet.ts";
import { stakePools } from "../../pallets/stake-pools/spec.ts";
import { tuningPallet } from "../../pallets/tuning/pallet.ts";
import { tuning } from "../../pallets/tuning/spec.ts";
import { vaultAccount } from "../../pallets/vaults/account.ts";
import { vaultsPallet } from "../../pallets/vaults/pallet.ts";
import { vaults } from "../../pallets/vaults/spec.ts";
import { heartbeat, reclaim, reportBenchmark, start, stop, workFor } from "../farm.ts";
import { accountOf, type Caller, callsOf, TestEnclave, type TestLedger, Tongue, testPallet } from "../index.ts";
import type { Chance } from "./chance.ts";

const inPools = callsOf(stakePools);
const inVaults = callsOf(vaults);
const { cancel } = callsOf(offences);
const { set } = callsOf(tuning);

export const people = ["Dora", "Emil", "Fred", "Gina", "Hugo", "Ines"] as const;
const ids = [0, 1] as const;

/** A machine, and until which block it is silent. */
interface Machine {
  readonly enclave: TestEnclave;
  readonly pool: number;
  silentUntil: number;
  work: bigint;
}

/** Seconds from one block to the next: fifty ticks. */
export const blockSeconds = 600;

/** Blocks between attestations: half a day. */
const attestEvery = 72;

/** Two pools of Olga's with four machines each, two vaults, six people; what they do, chance says. */
export class Network {
  readonly ledger: TestLedger;
  readonly machines: readonly Machine[];
  private readonly chance: Chance;
  private round = 0n;
  /** What was done, by its kind. */
  readonly done = new Map<string, number>();

  constructor(chance: Chance) {
    this.chance = chance;
    const pallets = [computationPallet, stakePoolsPallet, vaultsPallet, offencesPallet, tuningPallet];
    const genesis = { timestamp: { tickMs: 12_000 } };
    this.ledger = testPallet(pallets, { genesis, blockMs: BigInt(blockSeconds) * 1_000n });
    for (const who of [...people, "Olga", "Zed"]) this.ledger.setBalances({ [who]: 1_000_000n * PHA });
    for (const id of ids) {
      this.ledger.run("Olga", inPools.create({ commission: 100_000 }));
      this.ledger.run("Olga", inVaults.create({ commission: 100_000 }));
      this.ledger.run("Olga", inPools.contribute({ pool: id, amount: 60_000n * PHA }));
      this.ledger.run("Olga", inPools.set_own_shares({ pool: id, shares: 20_000n * PHA }));
    }
    this.machines = Array.from("abcdefgh").map((name, i) => {
      const enclave = new TestEnclave(name, "Miner");
      const pool = i % ids.length;
      enclave.register(this.ledger, "Olga");
      this.ledger.run("Olga", inPools.add_worker({ pool, worker: enclave.identity }));
      return { enclave, pool, silentUntil: 0, work: 0n };
    });
    this.ledger.of(computation).figures.put({ ...this.ledger.of(computation).figures.get(), coolDown: 14_400 });
  }

  /** What happens in a block. */
  step(): void {
    if (this.ledger.now.number % attestEvery === 0) this.attest();
    this.answer();
    this.draw();
    this.churn();
    for (let i = this.chance.below(8); i > 0; i--) this.somebody();
    if (this.chance.once(288)) this.govern();
    if (this.chance.once(400)) this.accuse();
  }

  /** Machines are attested anew, before what is known of them expires. */
  private attest(): void {
    for (const { enclave } of this.machines) {
      enclave.startSession();
      enclave.register(this.ledger, "Olga");
    }
  }

  /** Workers that were asked answer, unless they are silent; those that wait are measured. */
  private answer(): void {
    for (const machine of this.machines) {
      if (machine.silentUntil > this.ledger.now.number) continue;
      const { enclave } = machine;
      machine.work += workFor(950 + this.chance.below(100), blockSeconds);
      const told = { round: this.round, iterations: machine.work, queries: 0n, gas: 0n };
      const session = this.ledger.of(computation).sessions.get(enclave.identity);
      if (!session) {
        const iterations = workFor(1_000, blockSeconds);
        this.attempt("benchmark", enclave, reportBenchmark({ round: this.round, iterations }));
        this.attempt("start", "Olga", start({ worker: enclave.identity, stake: (3_000n + this.some(3_000)) * PHA }));
      } else if (session.standing.type === "Unresponsive") this.attempt("recover", enclave, heartbeat(told));
      else if (session.due !== undefined) this.attempt("answer", enclave, heartbeat({ ...told, round: session.due }));
    }
  }

  private draw(): void {
    this.round += 1n;
    const seed = toHex(blake2b256(utf8(`round ${this.round}`)));
    this.ledger.act((env) => drawRound(env, this.round, seed));
  }

  /** Machines fall silent for hours or days, are stopped, and are reclaimed. */
  private churn(): void {
    for (const machine of this.machines) {
      const { identity: worker } = machine.enclave;
      if (this.chance.once(300)) machine.silentUntil = this.ledger.now.number + 5 + this.chance.below(400);
      if (this.chance.once(600)) this.attempt("stop", "Olga", stop({ worker }));
      if (this.ledger.of(computation).sessions.get(worker)?.standing.type === "CoolingDown")
        this.attempt("reclaim", "Zed", reclaim({ worker }));
    }
  }

  private somebody(): void {
    const { chance } = this;
    const [who, pool, amount] = [chance.of(people), chance.of(ids), this.some(5_000) * PHA + this.some(999)];
    const vault = pool;
    const sharesIn = (pallet: typeof stakePools | typeof vaults) =>
      this.ledger.of(pallet).delegations.get(accountOf(who), pool).shares / BigInt(1 + chance.below(3));
    const invested = this.ledger.of(stakePools).delegations.get(vaultAccount(vault), pool).shares;
    const acts: readonly (() => unknown)[] = [
      () => this.attempt("contribute", who, inPools.contribute({ pool, amount })),
      () => this.attempt("withdraw", who, inPools.withdraw({ pool, shares: sharesIn(stakePools) })),
      () => this.attempt("claim", who, inPools.claim({ pool })),
      () => chance.once(5) && this.attempt("cancel withdrawal", who, inPools.cancel_withdrawal({ pool })),
      () => this.attempt("contribute to a vault", who, inVaults.contribute({ vault, amount })),
      () => this.attempt("withdraw from a vault", who, inVaults.withdraw({ vault, shares: sharesIn(vaults) })),
      () => this.attempt("claim from a vault", who, inVaults.claim({ vault })),
      () => this.attempt("invest", "Olga", inVaults.invest({ vault, pool: chance.of(ids), amount })),
      () =>
        this.attempt(
          "divest",
          "Olga",
          inVaults.divest({ vault, pool, shares: invested / BigInt(1 + chance.below(3)) }),
        ),
      () => this.attempt("collect", who, inVaults.collect({ vault, pool })),
      () => this.attempt("force", who, inVaults.force_divest({ vault, pool })),
      () => this.attempt("take fee", "Olga", inVaults.take_fee({ vault })),
      () => this.attempt("claim commission", "Olga", inPools.claim_commission({ pool })),
    ];
    chance.of(acts)();
  }

  /** A referendum sets a figure. */
  private govern(): void {
    const { chance } = this;
    const figures = [
      { type: "budget", value: BigInt(80 + chance.below(40)) * PHA },
      { type: "stakeSlash", value: 1_000 + chance.below(2_000) },
    ] as const;
    this.attempt("set a figure", root, set({ parameter: { type: "Computation", value: chance.of(figures) } as never }));
  }

  /** A machine contradicts itself, and somebody proves it; now and then the council finds that it did not. */
  private accuse(): void {
    const { enclave } = this.chance.of(this.machines);
    const tongue = new Tongue(this.ledger, enclave);
    const other = tongue.answer({ stateTag: `0x${"02".repeat(32)}` });
    this.attempt("report", "Zed", tongue.accuse(tongue.answer(), other));
    const { all } = this.ledger.of(offences).counts.get();
    if (all > 0 && this.chance.once(2)) this.attempt("cancel an offence", root, cancel({ offence: all - 1 }));
  }

  private some(bound: number): bigint {
    return BigInt(1 + this.chance.below(bound));
  }

  /** Does something, if the ledger lets it be done. */
  private attempt(kind: string, caller: Caller, call: Parameters<TestLedger["run"]>[1]): void {
    try {
      this.ledger.run(caller, call);
      this.done.set(kind, (this.done.get(kind) ?? 0) + 1);
    } catch (error) {
      if ((error as { readonly code?: string }).code === undefined) throw error;
    }
  }
}
