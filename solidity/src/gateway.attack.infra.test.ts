import { concat, fromHex, type Hex, toHex } from "@pha/codec";
import { bridgeMessageId, noDeadline, paddedAddress } from "@pha/light-client";
import { attack } from "@pha/testkit/attack";
import { type Address, encodeFunctionData } from "viem";
import { afterAll, beforeAll, expect } from "vitest";
import { deployBridge, ledgerAccount, sentIn, type TestBridge, transferTo, unit } from "./testing/bridge.ts";
import { startChain, startTimeoutMs, type TestChain } from "./testing/chain.ts";

let chain: TestChain;
let bridge: TestBridge;
let thief: Address;
beforeAll(async () => {
  chain = await startChain();
  bridge = await deployBridge(chain);
  thief = chain.accounts[8] as Address;
}, startTimeoutMs);
afterAll(() => chain?.[Symbol.asyncDispose]());

const PHA = 10n ** 12n;
type Registered = Awaited<ReturnType<TestBridge["register"]>>;

/** Somebody sends tokens over the lane: what a thief is after. */
async function sendFrom(who: Address, { token, asset }: Registered, units: bigint): Promise<Uint8Array> {
  const amount = units * unit;
  await chain.send({ ...token, from: who, functionName: "mint", args: [who, amount] });
  await chain.send({ ...token, from: who, functionName: "approve", args: [bridge.gateway.address, amount] });
  const args = [asset, amount, 0n, ledgerAccount(7), "0x", await bridge.client.inMs(3_600)];
  return sentIn(await bridge.act("sendTransfer", args, { from: who }), bridge)[0] as Uint8Array;
}

/** Tokens that others locked. */
async function treasure(name = "TestToken"): Promise<Registered> {
  const token = await bridge.register(name);
  await sendFrom(chain.accounts[5] as Address, token, 100n * PHA);
  return token;
}

attack("have something else executed than what the ledger queued", async ({ refused }) => {
  const [cheap, dear] = [await treasure(), await treasure()];
  const message = await bridge.queue(transferTo(cheap.asset, thief, PHA));
  const [, proof] = bridge.proven(message) as [Hex, { count: number; index: number; siblings: Hex[] }];
  const deliver = (bytes: Uint8Array, given: object = proof) => bridge.act("deliver", [toHex(bytes), given, thief]);
  const swapped = (place: number, bytes: Hex) => {
    const changed = message.slice();
    changed.set(fromHex(bytes), place);
    return changed;
  };
  await refused("NotProven", () => deliver(swapped(146, dear.asset))); // the asset
  await refused("NotProven", () => deliver(swapped(178, `0x${"0f".repeat(16)}`))); // the amount
  await refused("NotProven", () => deliver(swapped(242, paddedAddress(chain.accounts[7] as Hex)))); // the recipient
  await refused("NotProven", () => deliver(swapped(130, "0x00000000000000ff"))); // the nonce
  await refused("NotProven", () => deliver(swapped(138, "0xffffffffffffffff"))); // the deadline
  await refused("NotProven", () => deliver(swapped(1, "0x03"))); // the kind
  await refused("BadMessage", () => deliver(swapped(0, "0x02"))); // the version
  await refused("BadMessage", () => deliver(swapped(130, "0x0000000000000000")));

  await refused("NotProven", () => deliver(message, { ...proof, index: proof.index - 1 }));
  await refused("NotProven", () => deliver(message, { ...proof, index: proof.count }));
  await refused("NotProven", () => deliver(message, { ...proof, count: proof.count + 1 }));
  await refused("NotProven", () => deliver(message, { count: 0, index: 0, siblings: [] }));
  await refused("NotProven", () => deliver(message, { count: 1, index: 0, siblings: [] }));
  await refused("NotProven", () => deliver(message, { ...proof, siblings: [...proof.siblings, dear.asset] }));
  await refused("NotProven", () => deliver(message, { ...proof, siblings: proof.siblings.slice(1) }));
  await refused("NotProven", () => deliver(concat(message, Uint8Array.of(0))));
  await bridge.certify(await bridge.make(transferTo(cheap.asset, thief, 1n)));
  await refused("NotProven", () => deliver(message)); // by the root of before
});

attack("replay a message: here, at another gateway, for another chain or ledger", async ({ refused }) => {
  const token = await treasure();
  const transfer = transferTo(token.asset, thief, PHA);
  const message = await bridge.queue(transfer);
  await bridge.deliver(message);
  await refused("NonceUsed", () => bridge.deliver(message));
  const twin = await bridge.queue(transfer, { nonce: BigInt(toHex(message.slice(130, 138))) });
  await refused("NonceUsed", () => bridge.deliver(twin));
  await refused("NonceUsed", () => bridge.act("expire", [...bridge.proven(twin), ledgerAccount(1)]));

  const other = await deployBridge(chain);
  const foreign = await bridge.queue(transferTo(token.asset, thief, PHA));
  await refused("OtherLane", () => other.act("deliver", [...bridge.proven(foreign), thief]));
  const elsewhere = [
    { source: ledgerAccount(9) },
    { destination: ledgerAccount(9) },
    { contract: paddedAddress(other.gateway.address) },
    { lane: other.lane },
  ];
  for (const change of elsewhere) {
    const certified = await bridge.queue(transfer, change);
    await refused("OtherLane", () => bridge.deliver(certified));
    await refused("OtherLane", () => bridge.act("expire", [...bridge.proven(certified), ledgerAccount(1)]));
  }
});

attack("use a lane before it knows which one it is", async ({ refused }) => {
  const { address, abi } = await chain.deploy("Gateway", [bridge.client.address, bridge.guardian, 3]);
  const args = [ledgerAccount(1), 0n, "0x", await bridge.client.inMs(60)];
  await refused("NotOpen", () => chain.send({ address, abi, functionName: "sendMessage", args }));
  const message = await bridge.queue(transferTo(ledgerAccount(1), thief, 1n), { lane: `0x${"00".repeat(32)}` });
  await refused("NotOpen", () =>
    chain.send({ address, abi, functionName: "deliver", args: [...bridge.proven(message), thief] }),
  );
  await chain.client.mine({ blocks: 300 });
  await refused("TooLate", () => chain.send({ address, abi, functionName: "open" }));
});

attack(
  "take out more than came in, or more than a day's cap, by certificates of a wholly corrupt ledger",
  async ({ refused }) => {
    const token = await treasure();
    const forged = await bridge.queue(transferTo(token.asset, thief, 101n * PHA));
    await refused("NotLocked", () => bridge.deliver(forged));
    const capped = await bridge.register("WrappedToken", { capacity: 10n * PHA });
    const first = await bridge.queue(transferTo(capped.asset, thief, 10n * PHA));
    await bridge.deliver(first);
    const second = await bridge.queue(transferTo(capped.asset, thief, PHA));
    await refused("CapReached", () => bridge.deliver(second));
    const endless = await bridge.queue(transferTo(capped.asset, thief, 10n ** 29n));
    await refused("CapReached", () => bridge.deliver(endless));
    const unknown = await bridge.queue(transferTo(ledgerAccount(5), thief, PHA));
    await refused("UnknownAsset", () => bridge.deliver(unknown));
    const held = await bridge.register("WrappedToken", { threshold: PHA });
    const large = await bridge.queue(transferTo(held.asset, thief, 5n * PHA));
    await refused("Delayed", () => bridge.deliver(large));
  },
);

attack("be paid back for what was never sent, or twice", async ({ refused, held }) => {
  const token = await treasure();
  const sent = await sendFrom(thief, token, 3n * PHA);
  const tell = (message: Uint8Array) =>
    bridge.queue({ type: "Refund", value: { message: bridgeMessageId(message), reward: paddedAddress(thief) } });
  const refund = (told: Uint8Array, original: Uint8Array) =>
    bridge.act("refund", [...bridge.proven(told), toHex(original)]);
  const invented = sent.slice();
  invented.set(fromHex(`0x${"00".repeat(10)}056bc75e2d63`), 178);
  const lie = await tell(invented);
  await refused("NotSent", () => refund(lie, invented));
  await refused("NotSent", () => refund(lie, sent));
  const transfer = await bridge.queue(transferTo(token.asset, thief, PHA));
  await refused("WrongKind", () => refund(transfer, sent));
  const told = await tell(sent);
  await refused("NotSent", () => refund(told, invented));
  await refused("WrongKind", () => bridge.deliver(told));
  await held("it comes back once", async () => {
    await refund(told, sent);
    expect(await token.balance(thief)).toBe(3n * PHA * unit);
  });
  await refused("NonceUsed", () => refund(told, sent));
  const again = await tell(sent);
  await refused("NotSent", () => refund(again, sent));
});

attack("end a message before its time, after it was executed, or one that never ends", async ({ refused }) => {
  const token = await treasure();
  const expire = (message: Uint8Array) => bridge.act("expire", [...bridge.proven(message), ledgerAccount(1)]);
  const early = await bridge.queue(transferTo(token.asset, thief, PHA));
  await refused("NotExpired", () => expire(early));
  await bridge.deliver(early);
  const endless = await bridge.queue(transferTo(token.asset, thief, PHA), { deadlineMs: noDeadline });
  await chain.pass(7_200);
  await refused("NonceUsed", () => expire(early));
  await refused("NotExpired", () => expire(endless));
  const control = await bridge.queue(
    { type: "Control", value: { command: 0, parameters: Uint8Array.of(0) } },
    { deadlineMs: 1n },
  );
  await refused("WrongKind", () => expire(control));
  const invented = await bridge.make(transferTo(token.asset, thief, PHA), { deadlineMs: 1n });
  const [, proof] = bridge.proven(early);
  await refused("NotProven", () => bridge.act("expire", [toHex(invented), proof, ledgerAccount(1)]));
});

attack("have a message count as failed by giving it too little gas", async ({ refused, held }) => {
  const receiver = await chain.deploy("Receiver");
  const value = { sender: ledgerAccount(2), recipient: paddedAddress(receiver.address), gasLimit: 400_000n };
  const message = await bridge.queue({ type: "ContractMessage", value: { ...value, payload: new Uint8Array(0) } });
  await refused("TooLittleGas", () => bridge.deliver(message, { gas: 300_000n }));
  await refused("TooLittleGas", () => bridge.deliver(message, { gas: 470_000n }));
  const token = await treasure();
  const transfer = await bridge.queue(transferTo(token.asset, thief, PHA));
  await refused("TooLittleGas", () => bridge.deliver(transfer, { gas: 240_000n }));
  await held("it is executed with what it asks for", async () => {
    await bridge.deliver(transfer, { gas: 600_000n });
    expect(await bridge.read("owed", token.asset, thief)).toBe(0n);
  });
});

attack("take the relayer's gas: a receiver that burns all it gets", async ({ held }) => {
  const receiver = await chain.deploy("Receiver");
  await chain.send({ ...receiver, functionName: "setMode", args: [2] });
  const value = { sender: ledgerAccount(2), recipient: paddedAddress(receiver.address), gasLimit: 200_000n };
  const message = await bridge.queue({ type: "ContractMessage", value: { ...value, payload: new Uint8Array(0) } });
  await held("no more than the message's own gas is used", async () => {
    const { gasUsed } = await bridge.deliver(message, { gas: 2_000_000n });
    expect(gasUsed).toBeLessThan(200_000n + 120_000n);
  });
});

attack("come back in while a token or a receiver is called", async ({ held }) => {
  const token = await treasure("ReentrantToken");
  const first = await bridge.queue(transferTo(token.asset, thief, PHA));
  const second = await bridge.make(transferTo(token.asset, thief, PHA));
  await bridge.certify(second);
  const [bytes, proof] = bridge.proven(second);
  const inside = [
    ["deliver", [bytes, proof, thief]],
    ["claim", [token.asset, thief]],
    ["expire", [bytes, proof, ledgerAccount(1)]],
    ["sendTransfer", [token.asset, unit, 0n, ledgerAccount(7), "0x", 0n]],
    ["retry", [bytes]],
  ] as const;
  const { abi, address } = bridge.gateway;
  for (const [functionName, args] of inside)
    await held(`${functionName} does not begin inside of another`, async () => {
      const data = encodeFunctionData({ abi, functionName, args });
      await chain.send({ ...token.token, functionName: "onMove", args: [address, data] });
      await sendFrom(thief, token, PHA);
      expect(await chain.call({ ...token.token, functionName: "answer" })).toBe("0xb5dfd9e5"); // Reentered()
    });
  await held("each is paid once", async () => {
    await bridge.deliver(first);
    expect(await token.balance(thief)).toBe(PHA * unit);
  });
});

attack("deposit tokens that do not come in whole", async ({ refused }) => {
  for (const name of ["FeeToken", "LyingToken"]) {
    const token = await bridge.register(name);
    await refused("OtherAmount", () => sendFrom(thief, token, PHA));
  }
  const token = await bridge.register("TestToken");
  const send = async (change: { asset?: Hex; amount?: bigint; fee?: bigint; to?: Hex; onward?: Hex; for?: number }) => {
    const { asset = token.asset, amount = unit, fee = 0n, to = ledgerAccount(7), onward = "0x" } = change;
    const deadlineMs = await bridge.client.inMs(change.for ?? 3_600);
    return bridge.act("sendTransfer", [asset, amount, fee, to, onward, deadlineMs], { from: thief });
  };
  await refused("TokenFailed", () => send({})); // nothing was allowed
  await chain.send({ ...token.token, from: thief, functionName: "mint", args: [thief, 10n * unit] });
  await chain.send({
    ...token.token,
    from: thief,
    functionName: "approve",
    args: [bridge.gateway.address, 10n * unit],
  });
  await refused("TokenFailed", () => send({ amount: 11n * unit }));
  await refused("Remainder", () => send({ amount: unit + 1n }));
  await refused("AmountTooLarge", () => send({ amount: 2n ** 128n * unit }));
  await refused("UnknownAsset", () => send({ asset: ledgerAccount(9) }));
  await refused("BadFee", () => send({ amount: 0n }));
  await refused("BadFee", () => send({ fee: 1n }));
  await refused("BadRecipient", () => send({ to: `0x${"00".repeat(32)}` }));
  await refused("BadRecipient", () => send({ onward: "0x01020304" }));
  await refused("BadRecipient", () => send({ onward: "0x00" }));
  await refused("BadRecipient", () => send({ onward: `0x00${"01".repeat(4_096)}` }));
  await refused("BadDeadline", () => send({ for: -10 }));
  await refused("BadDeadline", () => send({ for: 31 * 86_400 }));
  const endless = [token.asset, unit, 0n, ledgerAccount(7), "0x", noDeadline];
  await refused("BadDeadline", () => bridge.act("sendTransfer", endless, { from: thief }));
  await refused("BadDeadline", () => bridge.act("sendMessage", [ledgerAccount(1), 0n, "0x", noDeadline]));
  const args = [ledgerAccount(1), 0n, `0x${"00".repeat(8_193)}`, await bridge.client.inMs(60)];
  await refused("PayloadTooLong", () => bridge.act("sendMessage", args));
});

attack("have the gateway believe in a token that is none", async ({ refused }) => {
  const register = (asset: Hex, token: Hex, kind: Hex) => bridge.control(1, asset, token, kind, `0x${"00".repeat(48)}`);
  const zero: Hex = `0x${"00".repeat(20)}`;
  await refused("NoCode", () => register(ledgerAccount(21), zero, "0x0600"));
  await refused("NoCode", () => register(ledgerAccount(21), thief, "0x0600"));
  const stranger = await chain.deploy("WrappedToken", [thief, "Phala", "PHA", 18]);
  await refused("BadToken", () => register(ledgerAccount(21), stranger.address, "0x0601"));
  await refused("BadToken", () => register(ledgerAccount(21), stranger.address, "0x1300"));
  const token = await bridge.register("TestToken");
  await refused("AlreadyRegistered", () => register(token.asset, stranger.address, "0x0600"));
  const badly = [0, 1, 2, 3, 4, 255].map((command) => [command, Uint8Array.of(1, 2)] as const);
  for (const [command, parameters] of badly) {
    const message = await bridge.queue({ type: "Control", value: { command, parameters } });
    await refused("BadCommand", () => bridge.deliver(message));
  }
});

attack(
  "reach what a message must not reach: the client, the gateway, a token, somebody's key to it",
  async ({ refused, held }) => {
    const token = await treasure();
    const to = (recipient: Hex) => {
      const value = { sender: ledgerAccount(2), recipient, gasLimit: 100_000n, payload: fromHex(ledgerAccount(3)) };
      return bridge.queue({ type: "ContractMessage", value });
    };
    const itself = await to(paddedAddress(bridge.gateway.address));
    await refused("BadAccount", () => bridge.deliver(itself));
    const nobody = await to(`0x${"00".repeat(32)}`);
    await refused("BadAccount", () => bridge.deliver(nobody));
    const padded = await to(`0x01${paddedAddress(thief).slice(4)}`);
    await refused("BadAccount", () => bridge.deliver(padded));
    const lost = await bridge.queue(transferTo(token.asset, bridge.gateway.address, PHA));
    await refused("BadAccount", () => bridge.deliver(lost));
    for (const [what, address] of [
      ["a token", token.token.address],
      ["the client", bridge.client.address],
      ["an address without code", thief],
    ] as const)
      await held(`${what} has no function for messages`, async () => {
        const message = await to(paddedAddress(address));
        await bridge.deliver(message, { gas: 1_000_000n });
        expect(await bridge.read("isFailed", bridgeMessageId(message))).toBe(true);
      });
    expect(await token.balance(bridge.gateway.address)).toBe(100n * PHA * unit);
  },
);

attack("take it by the guardian's key, or mint by one's own", async ({ refused, held }) => {
  const { guardian } = bridge;
  const wrapped = await bridge.register("WrappedToken");
  const mint = (functionName: string, from: Address) =>
    chain.send({ ...wrapped.token, functionName, args: [thief, PHA], from });
  await refused("NotGateway", () => mint("mint", guardian));
  await refused("NotGateway", () => mint("burnFrom", thief));
  await refused("NotGuardian", () => bridge.act("pause", [3], { from: thief }));
  await refused("NothingOwed", () => bridge.act("claimTo", [wrapped.asset, guardian], { from: guardian }));
  await held("who pauses cannot unpause", async () => {
    await bridge.act("pause", [3], { from: guardian });
    await bridge.act("pause", [0], { from: guardian });
    expect(await bridge.read("paused")).toBe(3);
  });
  const message = await bridge.queue(transferTo(wrapped.asset, thief, PHA));
  await refused("Paused", () => bridge.deliver(message));
  await refused("Paused", () => bridge.act("sendMessage", [ledgerAccount(1), 0n, "0x", 1n]));
  await held("it does not stop governance", async () => {
    await bridge.control(0, "0x00");
    await bridge.deliver(message);
  });
});

attack("bring bytes that are no message, though a quorum certified them", async ({ refused }) => {
  const token = await treasure();
  const good = await bridge.make(transferTo(token.asset, thief, PHA));
  const bad: readonly (readonly [string, Uint8Array])[] = [
    ["BadMessage", new Uint8Array(0)],
    ["BadMessage", good.slice(0, 145)],
    ["BadMessage", good.slice(0, 275)],
    ["BadMessage", concat(good, Uint8Array.of(0))],
    ["BadMessage", await bridge.make(transferTo(token.asset, thief, PHA, { onward: Uint8Array.of(0, 0, 0) }))],
    ["BadMessage", await bridge.make(transferTo(token.asset, thief, PHA, { fee: PHA }))],
    ["WrongKind", concat(Uint8Array.of(1, 1), good.slice(2))],
    ["WrongKind", concat(Uint8Array.of(1, 200), good.slice(2))],
  ];
  await bridge.certify(...bad.map(([, message]) => message));
  for (const [code, message] of bad) await refused(code, () => bridge.deliver(message));
});
