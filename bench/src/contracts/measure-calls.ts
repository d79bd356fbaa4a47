import type { Contract, Signer } from "@pha/sdk";
import { type Percentiles, percentiles } from "../load/percentiles.ts";
import type { ContractsOptions } from "./options.ts";

/** What calls to one contract take. */
export interface Calls {
  /** Milliseconds from the submission of a command to its receipt. */
  readonly commands: Percentiles;
  /** Milliseconds of a query, by one client, and queries a second by 16. */
  readonly queries: Percentiles;
  readonly perSecond: number;
}

const clients = 16;

/** Measures commands and queries to a contract. */
export async function measureCalls(
  contract: Contract,
  signer: Signer,
  { commands, seconds }: ContractsOptions,
): Promise<Calls> {
  const took: number[] = [];
  for (let i = 0; i < commands; i++) took.push(await timed(() => contract.command(signer, "add", 1)));
  const alone = await queries(contract, 1, seconds);
  const all = await queries(contract, clients, seconds);
  return { commands: percentiles(took), queries: percentiles(alone), perSecond: all.length / seconds };
}

/** Times of all queries that so many clients ask, each one after another. */
async function queries(contract: Contract, clientCount: number, seconds: number): Promise<number[]> {
  const until = performance.now() + seconds * 1_000;
  const took: number[] = [];
  const ask = async () => {
    while (performance.now() < until) took.push(await timed(() => contract.query("sum", null)));
  };
  await Promise.all(Array.from({ length: clientCount }, ask));
  return took;
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const beganMs = performance.now();
  await act();
  return performance.now() - beganMs;
}
