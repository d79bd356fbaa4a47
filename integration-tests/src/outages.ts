import { decode, fromHex, type Hex, u128 } from "@pha/codec";
import { itemPrefix, storageKeys } from "@pha/frame";
import { AccountInfo, balances } from "@pha/runtime/spec";
import { eventually } from "@pha/testkit";
import { expect } from "vitest";
import { ask, type Reply } from "./http.ts";
import type { WholeNetwork } from "./whole-network.ts";

/** Kills a process of a network and keeps it down while something is done; then it is started again. */
export async function without(
  { devnet }: Pick<WholeNetwork, "devnet">,
  name: string,
  work: () => Promise<void>,
): Promise<void> {
  const process = devnet.processes[name];
  if (!process) throw new Error(`there is no ${name}`);
  process.kill("SIGKILL");
  await process.stop();
  try {
    await work();
  } finally {
    await process.restart();
  }
}

/** Whether every service with a face of its own serves. */
export async function allServe({ devnet }: Pick<WholeNetwork, "devnet">): Promise<boolean> {
  const replies = await Promise.all([...devnet.urls.chains, ...devnet.urls.gatekeepers].map(isReady));
  return replies.every(Boolean);
}

/** Whether a service serves; one that is not there does not. */
export async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** Work that goes on until it is told to stop. */
export interface Load<T> {
  readonly done: readonly T[];
  /** What was thrown meanwhile. */
  readonly failures: readonly unknown[];
  stop(): Promise<void>;
}

/** Does something again and again. */
export function keepDoing<T>(work: () => Promise<T>): Load<T> {
  const done: T[] = [];
  const failures: unknown[] = [];
  let isWanted = true;
  const running = (async () => {
    while (isWanted)
      await work().then(
        (result) => done.push(result),
        (failure: unknown) => failures.push(failure),
      );
  })();
  return {
    done,
    failures,
    async stop() {
      isWanted = false;
      await running;
    },
  };
}

/** What the whole ledger says, read block by block. */
export interface History {
  /** How often each extrinsic is in a block. */
  readonly times: ReadonlyMap<Hex, number>;
  /** Signers of the transfers that succeeded. */
  readonly payers: readonly string[];
  /** Number of the last one. */
  readonly blocks: number;
}

/** Reads all blocks up to the newest finalized one; fails when they do not form one chain. */
export async function readHistory(chain: string): Promise<History> {
  const times = new Map<Hex, number>();
  const payers: string[] = [];
  const { body: last } = await ask(`${chain}/v1/blocks/finalized`);
  let parentHash = (await ask(`${chain}/v1/blocks/0`)).body.hash;
  for (let number = 1; number <= last.number; number++) {
    const { body: block } = await ask(`${chain}/v1/blocks/${number}`);
    expect(block).toMatchObject({ number, finalized: true, header: { parentHash } });
    parentHash = block.hash;
    for (const { hash, signer, call, events } of block.extrinsics) {
      times.set(hash, (times.get(hash) ?? 0) + 1);
      const succeeded = events.some(({ name }: { name: string }) => name === "ExtrinsicSuccess");
      if (call.call === "transfer_keep_alive" && succeeded) payers.push(signer);
    }
  }
  return { times, payers, blocks: last.number };
}

/** Every receipt ends in exactly one finalized block, or the chain says why it does not. */
export async function expectKept(
  chain: string,
  receipts: readonly Hex[],
): Promise<History & { readonly ends: ReadonlyMap<Hex, string> }> {
  const ends = new Map<Hex, string>();
  for (const hash of receipts) {
    let last: Reply["body"];
    const isOver = async () => {
      last = (await ask(`${chain}/v1/transactions/${hash}`)).body;
      return ["finalized", "invalid", "dropped"].includes(last.status);
    };
    await eventually(isOver, { withinMs: 60_000 }).catch(async (cause: unknown) => {
      const { body: head } = await ask(`${chain}/v1/blocks?limit=1`);
      throw new Error(`${hash} has no end: ${JSON.stringify({ last, head })}`, { cause });
    });
    const { status, reason } = last;
    if (status !== "finalized") expect(reason).toMatch(/./);
    ends.set(hash, status === "finalized" ? status : `${status}: ${reason}`);
  }
  const history = await readHistory(chain);
  for (const [hash, status] of ends)
    expect([hash, history.times.get(hash) ?? 0]).toEqual([hash, status === "finalized" ? 1 : 0]);
  return { ...history, ends };
}

/** Free and reserved balances of all accounts at a block, added up over JSON-RPC, page by page; and what they should be. */
export async function sumOfBalances(
  chain: string,
  block: Hex,
): Promise<{ readonly sum: bigint; readonly issuance: bigint }> {
  const rpc = async (method: string, ...params: unknown[]) =>
    (await ask(chain, { jsonrpc: "2.0", id: 1, method, params })).body.result;
  const prefix = itemPrefix("System", "Account");
  let sum = 0n;
  for (let from: Hex | null = null; ; ) {
    const keys: Hex[] = await rpc("state_getKeysPaged", prefix, 1_000, from, block);
    if (keys.length === 0) break;
    const [{ changes }] = await rpc("state_queryStorageAt", keys, block);
    for (const [, value] of changes) {
      const { data } = decode(AccountInfo, fromHex(value));
      sum += data.free + data.reserved;
    }
    from = keys.at(-1) as Hex;
  }
  const value = await rpc("state_getStorage", storageKeys(balances).totalIssuance.key(), block);
  return { sum, issuance: decode(u128, fromHex(value)) };
}
