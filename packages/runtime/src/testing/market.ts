import type { Hex } from "@pha/codec";
import { PHA } from "../pallets/balances/account-data.ts";
import { clustersPallet } from "../pallets/clusters/pallet.ts";
import { clusters } from "../pallets/clusters/spec.ts";
import { leasesAccount } from "../pallets/leases/account.ts";
import { leasesPallet } from "../pallets/leases/pallet.ts";
import { leases } from "../pallets/leases/spec.ts";
import type { Lease } from "../pallets/leases/types.ts";
import { system } from "../pallets/system/spec.ts";
import { Farm } from "./farm.ts";
import { callsOf, type TestEnclave } from "./index.ts";

export const own = callsOf(leases);
export const ofClusters = callsOf(clusters);
/** What a tick costs. */
export const price = PHA / 10n;

/** Bob's machines, which compute and are offered; Tina has cluster 1, which asks for one member. A block is a tick. */
export class Market extends Farm {
  constructor(names: readonly string[]) {
    super(names, { others: [clustersPallet, leasesPallet] });
    for (const who of ["Bob", "Tina", "Uli"]) this.ledger.setBalances({ [who]: 100_000n * PHA });
    this.ledger.run("Tina", ofClusters.create({ minMembers: 1 }));
    this.measure();
    for (const miner of this.miners) {
      this.start(miner);
      this.offer(miner);
    }
  }

  /** The cluster that was created last. */
  get cluster(): number {
    return this.ledger.of(clusters).count.get() - 1;
  }

  offer({ identity: worker }: TestEnclave, terms: { readonly price?: bigint; readonly places?: number } = {}): void {
    this.ledger.run("Bob", own.offer({ worker, price, places: 2, memoryMib: 4_096, region: "Oslo", ...terms }));
  }

  /** Tina takes machines into her cluster. */
  take(miners: readonly TestEnclave[], ticks = 1_000): void {
    const workers = miners.map(({ identity }) => identity);
    this.ledger.run("Tina", own.take({ cluster: this.cluster, workers, ticks, price }));
  }

  /** All are asked, and these answer. */
  ask(answering: readonly TestEnclave[] = this.miners): void {
    const asked = this.draw();
    for (const miner of answering) if (asked.includes(miner.identity)) this.answer(miner);
  }

  lease(id = 0): Lease | undefined {
    return this.ledger.of(leases).leases.get(id);
  }

  isMember({ identity }: { readonly identity: Hex }): boolean {
    return this.ledger.of(clusters).clusters.get(this.cluster)?.members.includes(identity) ?? false;
  }

  free(who: string): bigint {
    return this.ledger.balanceOf(who).free;
  }

  /** What the pallet's account has, and what open leases say that it has. */
  get escrow(): readonly [bigint, bigint] {
    const { count, leases: all } = this.ledger.of(leases);
    const open = Array.from({ length: count.get() }, (_, id) => all.get(id)?.escrow ?? 0n);
    return [this.ledger.of(system).account.get(leasesAccount).data.free, open.reduce((sum, one) => sum + one, 0n)];
  }
}
