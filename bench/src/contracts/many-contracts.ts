import { setTimeout as delay } from "node:timers/promises";
import { u32be } from "@pha/codec";
import { makeCall, readState } from "@pha/frame";
import { codeHashOf, contractId, contracts, utility } from "@pha/runtime/spec";
import type { Contract, Network, Signer } from "@pha/sdk";
import { code } from "./contract.ts";

const perBatch = 25;
const fillsAtOnce = 16;
const pollMs = 1_000;

/** Deploys so many contracts, and waits until the miner has keys of all and the ledger has agreed on each. */
export async function deployMany(client: Network, signer: Signer, count: number): Promise<Contract[]> {
  const codeHash = codeHashOf(code);
  const salts = Array.from({ length: count }, (_, i) => u32be(i));
  for (let from = 0; from < count; from += perBatch) {
    const calls = salts.slice(from, from + perBatch).map((salt) => {
      const args = new TextEncoder().encode("null");
      return makeCall(contracts, "instantiate", { cluster: 0, codeHash, salt, args });
    });
    await client.submit(signer, makeCall(utility, "batch_all", { calls }));
  }
  const ids = salts.map((salt) => contractId({ deployer: signer.accountId, cluster: 0, codeHash, salt }));
  for (let ready = 0; ready < count; ) {
    const { [ready]: next } = ids;
    await client.head();
    const record = next && (await client.read((state) => readState(contracts, state).contracts.get(next)));
    if (record && record.agreed.stateHeight > 0 && record.encryptKey !== undefined) ready++;
    else await delay(pollMs);
  }
  return ids.map((id) => client.contract(id));
}

/** Has each fill its state. */
export async function fillAll(all: readonly Contract[], signer: Signer): Promise<void> {
  const left = [...all];
  const work = async () => {
    for (let contract = left.pop(); contract; contract = left.pop()) await contract.command(signer, "fill", null);
  };
  await Promise.all(Array.from({ length: fillsAtOnce }, work));
}
