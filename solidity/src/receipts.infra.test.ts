import { createMerkleProof, createMPT } from "@ethereumjs/mpt";
import { RLP } from "@ethereumjs/rlp";
import { concat, fromHex, type Hex, toHex } from "@pha/codec";
import {
  bridgeMessageId,
  decodeBridgeMessage,
  errors,
  provenMessage,
  type ReceiptProof,
  readEvmBlock,
} from "@pha/light-client";
import { type Address, hexToBytes, numberToHex, type TransactionReceipt } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deployBridge, ledgerAccount, type TestBridge } from "./testing/bridge.ts";
import { startChain, startTimeoutMs, type TestChain } from "./testing/chain.ts";

let chain: TestChain;
let bridge: TestBridge;
beforeAll(async () => {
  chain = await startChain();
  bridge = await deployBridge(chain);
}, startTimeoutMs);
afterAll(() => chain?.[Symbol.asyncDispose]());

const types: Readonly<Record<string, number>> = { legacy: 0, eip2930: 1, eip1559: 2 };
const minimal = (value: bigint) => (value === 0n ? new Uint8Array() : hexToBytes(numberToHex(value)));

/** A receipt's bytes, from what JSON-RPC says of it. */
function encodeReceipt({ type, status, cumulativeGasUsed, logsBloom, logs }: TransactionReceipt): Uint8Array {
  const said = logs.map(({ address, topics, data }) => [fromHex(address), topics.map(fromHex), fromHex(data)]);
  const body = RLP.encode([
    minimal(status === "success" ? 1n : 0n),
    minimal(cumulativeGasUsed),
    fromHex(logsBloom),
    said,
  ]);
  const kind = types[type] as number;
  return kind === 0 ? body : concat(Uint8Array.of(kind), body);
}

const first = [
  "parentHash",
  "sha3Uncles",
  "miner",
  "stateRoot",
  "transactionsRoot",
  "receiptsRoot",
  "logsBloom",
] as const;
const counts = ["difficulty", "number", "gasLimit", "gasUsed", "timestamp"] as const;
const later = [
  "baseFeePerGas",
  "withdrawalsRoot",
  "blobGasUsed",
  "excessBlobGas",
  "parentBeaconBlockRoot",
  "requestsHash",
];

/** A header's bytes, from what JSON-RPC says of the block; later forks' fields as far as there are any. */
function encodeHeader(block: Readonly<Record<string, Hex | bigint | undefined>>): Uint8Array {
  const names = [...first, ...counts, "extraData", "mixHash", "nonce", ...later.filter((name) => block[name] != null)];
  const bytesOf = (value: Hex | bigint) => (typeof value === "bigint" ? minimal(value) : fromHex(value));
  return RLP.encode(names.map((name) => bytesOf(block[name] as Hex | bigint)));
}

/** Sends messages that are mined in one block, and proves the events of each. */
async function sendTogether(payloads: readonly Hex[]) {
  const { client } = chain;
  const deadlineMs = await bridge.client.inMs(3_600);
  await client.setAutomine(false);
  const hashes: Hex[] = [];
  for (const payload of payloads) {
    const args = [ledgerAccount(5), 7n, payload, deadlineMs];
    const from = chain.accounts[5] as Address;
    const call = { address: bridge.gateway.address, abi: bridge.gateway.abi, functionName: "sendMessage", args };
    hashes.push(await client.writeContract({ ...call, account: from, gas: 1_000_000n } as never));
  }
  await client.mine({ blocks: 1 });
  await client.setAutomine(true);
  const receipts = await Promise.all(hashes.map((hash) => client.getTransactionReceipt({ hash })));
  const block = await client.getBlock({ blockHash: (receipts[0] as TransactionReceipt).blockHash });
  const trie = await createMPT();
  const keyOf = (place: number) => RLP.encode(place);
  for (const receipt of receipts) await trie.put(keyOf(receipt.transactionIndex), encodeReceipt(receipt));
  const receiptsRoot = block.receiptsRoot as Hex;
  expect(toHex(trie.root()), "the root that anvil made").toBe(receiptsRoot);
  const prove = async (transaction: number): Promise<ReceiptProof> => ({
    transaction,
    log: 0,
    nodes: await createMerkleProof(trie, keyOf(transaction)),
  });
  return { receiptsRoot, block, prove };
}

describe("what a gateway sent, by a receipt of a real block", () => {
  it("is proven for each of many transactions, and is the message", async () => {
    const payloads = Array.from(
      { length: 130 },
      (_, i): Hex =>
        `0x${i
          .toString(16)
          .padStart(2, "0")
          .repeat(i % 40)}`,
    );
    const { receiptsRoot, prove } = await sendTogether(payloads);
    for (const place of [0, 1, 77, 127, 128, 129]) {
      const message = provenMessage(receiptsRoot, bridge.gateway.address, await prove(place));
      const { body, lane } = decodeBridgeMessage(message);
      expect(lane).toBe(bridge.lane);
      expect(body).toMatchObject({ type: "ContractMessage", value: { payload: fromHex(payloads[place] as Hex) } });
      expect(await bridge.read("isSent", bridgeMessageId(message))).toBe(true);
    }
  });

  it("is nothing by another place, another gateway, another block or a changed node", async () => {
    const { receiptsRoot: root, block, prove } = await sendTogether(["0x01", "0x02", "0x03"]);
    const proof = await prove(1);
    const at = bridge.gateway.address;
    const cases: readonly (readonly [keyof typeof errors, Hex, Hex, ReceiptProof])[] = [
      ["NotInTrie", root, at, { ...proof, transaction: 0 }],
      ["NotInTrie", root, at, { ...proof, transaction: 3 }],
      ["NotInTrie", root, at, { ...proof, transaction: 300 }],
      ["NoBridgeEvent", root, at, { ...proof, log: 1 }],
      ["NoBridgeEvent", root, bridge.client.address, proof],
      ["NotInTrie", block.hash as Hex, at, proof],
      ["NotInTrie", root, at, { ...proof, nodes: proof.nodes.slice(1) }],
      ["NotInTrie", root, at, { ...proof, nodes: proof.nodes.map((node) => node.slice().fill(9, 50, 51)) }],
    ];
    for (const [code, under, gateway, given] of cases)
      expect(() => provenMessage(under, gateway, given)).toThrow(expect.toSatisfy(errors[code].is));
  });

  it("stands under the header that has the block's hash", async () => {
    const block = await chain.client.getBlock();
    const raw = encodeHeader(block as unknown as Readonly<Record<string, Hex | bigint>>);
    expect(readEvmBlock(raw)).toEqual({
      hash: block.hash,
      parentHash: block.parentHash,
      receiptsRoot: block.receiptsRoot,
      number: block.number,
      timeMs: block.timestamp * 1000n,
    });
  });
});
