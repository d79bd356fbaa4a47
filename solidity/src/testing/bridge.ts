import { concat, fromHex, type Hex, toHex } from "@pha/codec";
import { keccak256, listProof } from "@pha/crypto";
import {
  appendOutbound,
  type BridgeBody,
  type BridgeMessage,
  emptyOutbound,
  encodeBridgeMessage,
  evmChain,
  gatewayLane,
  noDeadline,
  outboundRoot,
  paddedAddress,
} from "@pha/light-client";
import { type Address, type Log, parseEventLogs } from "viem";
import type { Call, TestChain } from "./chain.ts";
import { deployClient } from "./finality.ts";

export type TestBridge = Awaited<ReturnType<typeof deployBridge>>;

const CHAIN_ID = 31_337n;

/** A lane between a test ledger and a gateway: what the ledger queues is certified and can be delivered. */
export async function deployBridge(chain: TestChain) {
  const client = await deployClient(chain);
  const { ledger, guardian } = client;
  const gateway = await chain.deploy("Gateway", [client.address, guardian, 3]);
  const { hash: deploymentBlock } = await chain.client.getBlock();
  await chain.client.mine({ blocks: 1 });
  const act = (functionName: string, args: readonly unknown[], call: Partial<Call> = {}) =>
    chain.send({ ...gateway, functionName, args, ...call });
  await act("open", []);
  const place = { chainId: CHAIN_ID, gateway: gateway.address, deploymentBlock };
  const lane = gatewayLane(ledger.genesisHash, place);
  const messages: Uint8Array[] = [];
  let nonce = 0n;
  let { timeMs } = client.checkpoint;

  /** The bytes of the ledger's next message; it lives for an hour. */
  async function make(body: BridgeBody, change: Partial<BridgeMessage> = {}): Promise<Uint8Array> {
    const isBound = body.type === "Control" || body.type === "Refund";
    const message: BridgeMessage = {
      source: ledger.genesisHash,
      destination: evmChain(CHAIN_ID),
      contract: paddedAddress(gateway.address),
      lane,
      nonce: ++nonce,
      deadlineMs: isBound ? noDeadline : await client.inMs(3_600),
      body,
      ...change,
    };
    return encodeBridgeMessage(message);
  }

  /** Certifies a block that queued these, and brings the certificate. */
  async function certify(...queued: readonly Uint8Array[]): Promise<void> {
    messages.push(...queued);
    const root = outboundRoot(messages.reduce(appendOutbound, emptyOutbound));
    const nowMs = await client.inMs();
    timeMs = nowMs > timeMs ? nowMs : timeMs + 1n;
    await client.submit(ledger.certify({ timeMs, outboundRoot: root }));
  }

  /** Bytes and proof of a message, as `deliver` takes them. */
  function proven(message: Uint8Array): [message: Hex, proof: object] {
    const index = messages.indexOf(message);
    const siblings = listProof(messages, index, keccak256).map(toHex);
    return [toHex(message), { count: messages.length, index, siblings }];
  }

  const relayer = chain.accounts[9] as Address;
  const deliver = (message: Uint8Array, call: Partial<Call> = {}) =>
    act("deliver", [...proven(message), relayer], { from: relayer, ...call });

  async function queue(body: BridgeBody, change?: Partial<BridgeMessage>): Promise<Uint8Array> {
    const message = await make(body, change);
    await certify(message);
    return message;
  }

  async function control(command: number, ...parameters: readonly Hex[]) {
    const value = { command, parameters: concat(...parameters.map(fromHex)) };
    return deliver(await queue({ type: "Control", value }));
  }

  return {
    chain,
    client,
    ledger,
    gateway,
    guardian,
    relayer,
    lane,
    deploymentBlock,
    act,
    make,
    certify,
    proven,
    queue,
    deliver,
    control,
    read: (functionName: string, ...args: unknown[]) => chain.call({ ...gateway, functionName, args }),
    /** Deploys a token and registers it: of 18 decimals here and 12 on the ledger, unless it says otherwise. */
    async register(name: string, limits: Partial<Limits> = {}) {
      const isWrapped = name === "WrappedToken";
      const token = await chain.deploy(name, isWrapped ? [gateway.address, "Phala", "PHA", 18] : []);
      const asset = toHex(keccak256(fromHex(token.address)));
      const { capacity, threshold, fee } = { ...generous, ...limits };
      const kind: Hex = `0x06${isWrapped ? "01" : "00"}`;
      await control(1, asset, token.address, kind, u128(capacity), u128(threshold), u128(fee));
      const balance = (who: Address) => chain.call({ ...token, functionName: "balanceOf", args: [who] });
      return { asset, token, balance, isWrapped };
    },
  };
}

/** In units of the ledger. */
export interface Limits {
  readonly capacity: bigint;
  readonly threshold: bigint;
  readonly fee: bigint;
}
export const generous: Limits = { capacity: 10n ** 30n, threshold: 10n ** 30n, fee: 0n };

export const u128 = (value: bigint): Hex => `0x${value.toString(16).padStart(32, "0")}`;
/** A token's units in one of the ledger's. */
export const unit = 10n ** 6n;

/** An account of the ledger. */
export const ledgerAccount = (n: number): Hex => `0x${n.toString(16).padStart(2, "0").repeat(32)}`;

/** What a gateway said it sends, in a transaction's logs. */
export function sentIn({ logs }: { readonly logs: readonly Log[] }, { gateway }: TestBridge): Uint8Array[] {
  const events = parseEventLogs({ abi: gateway.abi, logs: [...logs], eventName: "MessageSent" });
  return events.map(({ args }) => fromHex((args as unknown as { message: Hex }).message));
}

/** The body of a transfer to an address. */
export const transferTo = (
  asset: Hex,
  to: Address,
  amount: bigint,
  { fee = 0n, onward = new Uint8Array() }: { readonly fee?: bigint; readonly onward?: Uint8Array } = {},
): BridgeBody => ({
  type: "Transfer",
  value: { asset, amount, fee, sender: ledgerAccount(1), recipient: paddedAddress(to), onward },
});
