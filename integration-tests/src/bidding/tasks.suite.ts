import { join } from "node:path";
import { type Hex, utf8 } from "@pha/codec";
import { bundleContract } from "@pha/contract-kit/build";
import type { Supervised } from "@pha/devnet";
import { makeCall, readState } from "@pha/frame";
import { balances, clusters, contracts, mayRun, PHA, system, type Task } from "@pha/runtime/spec";
import { type Contract, ContractError } from "@pha/sdk";
import { eventually } from "@pha/testkit";
import { beforeAll, describe, expect, it } from "vitest";
import { alice } from "../parties.ts";
import { biddingNetwork, biddingPrices } from "./network.ts";

const folder = join(import.meta.dirname, "../../../contracts/price-oracle");
const patience = { withinMs: 240_000 }; // a third of the blocks at which it is due are the killed one's

interface Round {
  readonly micros: number;
  readonly due: number;
}

describe("an oracle with a task", () => {
  let oracle: Contract;
  beforeAll(async () => {
    const { code } = await bundleContract(folder);
    const args = { sources: [`https://${biddingPrices().at}/pha`] };
    const { client } = biddingNetwork();
    oracle = await client.deploy(alice, { code: utf8(code), args });
    const dest = { type: "Id", value: oracle.id } as const;
    await client.submit(alice, makeCall(balances, "transfer_keep_alive", { dest, value: PHA }));
  });

  const victim = () => biddingNetwork().devnet.processes["miner-0"] as Supervised;
  const taskOf = (): Promise<Task | undefined> =>
    biddingNetwork().client.read((state) => readState(contracts, state).tasks.get(oracle.id).list[0]);
  const rounds = async () => ((await oracle.query("price")).value as { readonly rounds: readonly Round[] }).rounds;

  /** The price, once a worker has executed what was told of it: the ledger counts a run before. */
  const priced = () =>
    oracle.query("price").catch((error: unknown) => {
      if (error instanceof ContractError && error.code === "contract.NoPrice") return undefined;
      throw error;
    });

  /** Whose turn comes first for a block, while the ledger knows its hash. */
  const elected = (due: number): Promise<Hex | undefined> =>
    biddingNetwork().client.read((state) => {
      const seed = readState(system, state).blockHash.get(due);
      const members = readState(clusters, state).clusters.get(0)?.members ?? [];
      const election = { contract: oracle.id, task: { name: "refresh", workers: 1 }, due, seed, members };
      return members.find((member) => mayRun(election, member, due));
    });

  it("tells the price that a worker fetched, with nobody calling", async () => {
    const told = await eventually(async () => {
      await biddingNetwork().client.head();
      return (await taskOf())?.runs[0] && (await priced());
    }, patience);
    expect(told.value).toMatchObject({ micros: 120_000 });
  });

  it("is run by another worker when the elected one is killed, and each block counts once", async () => {
    const { client } = biddingNetwork();
    const seen = new Map<number, Task>();
    victim().kill("SIGKILL");
    await victim().stop();
    const took = await eventually(async () => {
      await client.head();
      const task = await taskOf();
      if (!task || task.due === 0) return undefined;
      seen.set(task.due, task);
      const [run] = task.runs;
      return run && run.identity !== (await elected(task.due)) ? task : undefined;
    }, patience);
    expect(took.runs).toMatchObject([{ end: { type: "Said" } }]);
    const kept = await eventually(async () => {
      const all = await rounds();
      return all.some(({ due }) => due === took.due) ? all : undefined;
    }, patience);
    expect(new Set(kept.map(({ due }) => due)).size).toBe(kept.length);
    for (const { due } of kept) expect((due - took.since) % took.every).toBe(0);
    for (const { runs } of seen.values())
      expect(runs.filter(({ end }) => end.type !== "Failed").length).toBeLessThan(2);
  });

  it("goes on once the killed worker is back, at the same state on both", async () => {
    await victim().restart();
    const members = await biddingNetwork().client.read(
      (state) => readState(clusters, state).clusters.get(0)?.members ?? [],
    );
    const answers = await eventually(async () => {
      const asked = await Promise.allSettled(members.map((worker) => oracle.query("price", null, { worker })));
      const told = asked.flatMap((one) => (one.status === "fulfilled" ? [one.value.statement] : []));
      const heights = new Set(told.map(({ stateHeight }) => stateHeight));
      return told.length === members.length && heights.size === 1 ? told : undefined;
    }, patience);
    expect(new Set(answers.map(({ stateTag }) => stateTag)).size).toBe(1);
  });
});
