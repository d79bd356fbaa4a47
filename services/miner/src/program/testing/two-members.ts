import { decode, type Hex } from "@pha/codec";
import type { EnginePool } from "@pha/contract-engine";
import { type Core, SignedHandOverRequest } from "@pha/program-kit";
import { enrol, takeLease } from "@pha/program-kit/testing";
import { attestation, clusters, type Policy } from "@pha/runtime/spec";
import type { Scope } from "@pha/secret-channel";
import type { Advance } from "../../protocol.ts";
import type { ClusterState } from "../cluster.ts";
import { adder, ClusterLedger, cluster, executeAll, inOneGo, makeCluster, word } from "../testing.ts";

/** A worker of the cluster, and the codes that its operator was told. */
export interface Member {
  readonly core: Core;
  readonly state: ClusterState;
  readonly logged: string[];
}

const measurement: Hex = `0x${"bb".repeat(48)}`;
let made = 0;

/**
 * A contract of which one worker has executed six heights and the ledger agreed on the last; another worker is new. The
 * first one's answers reach the second.
 */
export class TwoMembers {
  /** New each time: threads keep what they know of a contract. */
  readonly id: Hex = `0x${(++made).toString(16).padStart(64, "0")}`;
  readonly chain = new ClusterLedger();
  readonly scope: Scope = this.chain.instantiate(this.id, adder, 1);
  readonly steps: Advance[] = [];
  readonly giver: Member;
  readonly asker: Member;

  private constructor(givers: EnginePool, askers: EnginePool) {
    this.giver = this.join(givers);
    this.asker = this.join(askers);
  }

  static async start(givers: EnginePool, askers: EnginePool): Promise<TwoMembers> {
    const both = new TwoMembers(givers, askers);
    const { chain, giver, asker, steps } = both;
    both.allow([{ role: { type: "Miner" }, measurement, name: "miner", version: "1" }]);
    both.admit([giver, asker]);
    both.block();
    for (let i = 0; i < 5; i++) both.add(i);
    await both.take(giver, steps);
    both.agree(giver);
    both.block();
    for (const { core } of [giver, asker]) await takeLease(core);
    await both.take(giver, steps);
    chain.handOver = (_, request) => giver.state.give(decode(SignedHandOverRequest, request));
    return both;
  }

  /** A worker that the ledger knows. */
  join(pool: EnginePool): Member {
    const core = this.chain.core();
    const logged: string[] = [];
    const host = { ...core.host, log: (code: string) => void logged.push(code) };
    Object.defineProperty(core, "host", { value: host });
    enrol(this.chain.ledger, core, { measurement });
    return { core, state: makeCluster(core, pool), logged };
  }

  allow(measurements: Policy["measurements"]): void {
    this.chain.ledger.pallet(attestation).policy.put({ measurements, maxAgeMs: 86_400_000n });
  }

  admit(members: readonly Member[]): void {
    const open = { owner: word(1), minMembers: 1, open: false, applicants: [] };
    const identities = members.map(({ core }) => core.identity);
    this.chain.ledger.pallet(clusters).clusters.put(cluster, { ...open, members: identities });
  }

  /** Has the ledger agree, as of the next block, on what a worker came to. */
  agree({ state }: Member): void {
    const last = state.contracts.get(this.id)?.reportsAbove(0).at(-1);
    if (!last) throw new Error("nothing was executed");
    this.chain.agree(last);
  }

  /** A command, in a block of its own. */
  add(n: number): void {
    this.chain.command(this.scope, word(1), "add", n);
    this.block();
  }

  block(): void {
    this.steps.push(this.chain.block());
  }

  /** Has a worker take steps, and execute what it has to. */
  async take({ state }: Member, steps: readonly Advance[]): Promise<void> {
    await state.advance(inOneGo(steps));
    await executeAll(state);
  }

  tagOf({ state }: Member): Hex | undefined {
    return state.contracts.get(this.id)?.snapshot().stateTag;
  }
}
