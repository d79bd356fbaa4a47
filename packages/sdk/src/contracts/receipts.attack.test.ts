import { type Hex, toHex } from "@pha/codec";
import { keypairFromUri, purePrimitives } from "@pha/crypto";
import { makeCall } from "@pha/frame";
import { contracts } from "@pha/runtime/spec";
import { type SignedReceipt, sealCommand, unreadable } from "@pha/secret-channel";
import { attack } from "@pha/testkit/attack";
import { expect } from "vitest";
import { isVerificationError } from "../errors.ts";
import { connect } from "../network.ts";
import { TestChain } from "../testing/test-chain.ts";
import { TestWorker } from "../testing/test-worker.ts";
import { memoryStore } from "./command-store.ts";

const bob = keypairFromUri("//Bob", "sr25519");
const foreign: Hex = `0x${"99".repeat(32)}`;

/** A worker, and a contract as clients with these stores use it. */
function open() {
  const chain = new TestChain();
  const worker = new TestWorker(chain);
  worker.register();
  const client = async (commands = memoryStore()) => {
    const network = await connect({
      ...{ chain: chain.url, gatekeepers: [worker.url], genesisHash: chain.genesisHash },
      ...{ fetch: worker.fetch, now: () => chain.nowMs, commands },
    });
    return network.contract(worker.contract);
  };
  return { chain, worker, client };
}

attack("read the receipt of somebody else's command, or of a copy of it", async ({ refused }) => {
  const { client } = open();
  await (await client()).command(bob, "bid");
  const stranger = await client();
  await refused("sdk.ReceiptKeyMissing", () => stranger.receipt(1n));

  const { chain, worker, client: another } = open();
  const call = { method: "bid", args: new TextEncoder().encode("null") };
  const { sealed } = sealCommand(purePrimitives, toHex(worker.keys.publicKey), worker.scope, foreign, call);
  const alone = { value: 0n, asset: undefined, reads: [] };
  chain.run(bob, makeCall(contracts, "push_command", { contract: worker.contract, epoch: 0, ...sealed, ...alone }));
  const copier = await another();
  await refused("sdk.ReceiptKeyMissing", () => copier.receipt(1n));
});

attack("give another receipt, a changed one, or one that nobody signed", async ({ refused, held }) => {
  const { worker, client } = open();
  const contract = await client();
  await contract.command(bob, "bid");
  const forgeries: readonly (readonly [code: string, forge: (given: SignedReceipt) => SignedReceipt])[] = [
    ["ReceiptNotProven", (given) => ({ ...given, message: 2n })],
    ["ReceiptKeyMissing", (given) => ({ ...given, receipt: { ...given.receipt, enc: foreign } })],
    ["SignerMismatch", (given) => ({ ...given, receipt: unreadable(given.receipt) })],
    ["SignerMismatch", (given) => ({ ...given, signature: `0x${"11".repeat(64)}` as Hex })],
    ["UnknownWorker", (given) => ({ ...given, statement: { ...given.statement, worker: foreign } })],
    ["BlockNotCertified", (given) => ({ ...given, statement: { ...given.statement, blockHash: foreign } })],
  ];
  for (const [code, forge] of forgeries) {
    worker.tamperReceipt = forge;
    await refused(`sdk.${code}`, () => contract.receipt(1n));
  }
  worker.tamperReceipt = (given) => {
    const sealed = given.receipt.sealed.map((byte, i) => (i === 99 ? byte ^ 1 : byte));
    return { ...given, receipt: { ...given.receipt, sealed } };
  };
  await held("signatures", async () => {
    const failure = await contract.receipt(1n).catch((error: unknown) => error);
    expect(isVerificationError(failure)).toBe(true);
  });
});

attack("show a wrong way from a receipt to the root that was agreed on", async ({ refused }) => {
  const { worker, client } = open();
  const contract = await client();
  await contract.command(bob, "bid");
  await contract.command(bob, "raise");
  worker.agree();
  worker.tamperReceipt = (given) => ({ ...given, signature: `0x${"11".repeat(64)}` });
  for (const message of [1n, 2n])
    expect(await contract.receipt(message, { standing: "agreed" })).toMatchObject({ standing: "agreed" });
  for (const way of [{ index: 1 }, { count: 3 }, { siblings: [foreign] }]) {
    worker.tamperReceipt = (given) => ({ ...given, path: given.path && { ...given.path, ...way } });
    await refused("sdk.ReceiptNotProven", () => contract.receipt(1n));
  }
});

attack("tell two states of one height with two receipts", async ({ refused }) => {
  const { worker, client } = open();
  const contract = await client();
  await contract.command(bob, "bid");
  worker.lie = { stateTag: foreign };
  await refused("sdk.Equivocation", () => contract.receipt(1n));
});
