import type { Hex } from "@pha/codec";
import { appendOutbound, emptyOutbound, outboundRoot } from "@pha/light-client";
import type { Address } from "viem";
import type { TestChain } from "./chain.ts";
import { TestLedger } from "./ledger.ts";

/** Root of a list of so many messages. */
export const rootOf = (messages: number): Hex =>
  outboundRoot(Array.from({ length: messages }, (_, i) => Uint8Array.of(i)).reduce(appendOutbound, emptyOutbound));

/** Deploys a client of a new test ledger's finality: guardian is account 1, recovery keys are accounts 2 to 4, of which two suffice. */
export async function deployClient(chain: TestChain, validators = 4) {
  const ledger = new TestLedger(validators);
  const guardian = chain.accounts[1] as Address;
  const recovery = chain.accounts.slice(2, 5);
  const checkpoint = ledger.checkpoint((await chain.now()) * 1000n, rootOf(0));
  const { address, abi, gas } = await chain.deploy("FinalityClient", [checkpoint, guardian, recovery, 2n]);
  const at = { address, abi };
  const read = (functionName: string, ...args: unknown[]) => chain.call({ ...at, functionName, args });
  /** So many seconds after the newest block of the EVM chain, in ms. */
  const inMs = async (seconds = 0) => ((await chain.now()) + BigInt(seconds)) * 1000n;
  const submit = (one: { commitment: unknown; given: unknown }, from?: Address) =>
    chain.send({ ...at, functionName: "submit", args: [one.commitment, one.given], ...(from ? { from } : {}) });
  return { ...at, ledger, guardian, recovery, checkpoint, deploymentGas: gas, read, inMs, submit };
}
