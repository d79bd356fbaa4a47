import { concat, fromHex, type Hex, toHex } from "@pha/codec";
import { bridgeMessageId, decodeBridgeMessage, noDeadline, paddedAddress } from "@pha/light-client";
import { type Address, getAddress } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deployBridge, ledgerAccount, sentIn, type TestBridge, transferTo, unit } from "./testing/bridge.ts";
import { startChain, startTimeoutMs, type TestChain } from "./testing/chain.ts";

let chain: TestChain;
let bridge: TestBridge;
let alice: Address;
let bob: Address;
beforeAll(async () => {
  chain = await startChain();
  bridge = await deployBridge(chain);
  [alice, bob] = [chain.accounts[5] as Address, chain.accounts[6] as Address];
}, startTimeoutMs);
afterAll(() => chain?.[Symbol.asyncDispose]());

const PHA = 10n ** 12n;
type Registered = Awaited<ReturnType<TestBridge["register"]>>;

/** Gives alice tokens and lets the gateway take them. */
async function endow({ token }: Registered, amount: bigint) {
  const to = { ...token, from: alice };
  await chain.send({ ...to, functionName: "mint", args: [alice, amount] });
  await chain.send({ ...to, functionName: "approve", args: [bridge.gateway.address, amount] });
}

async function sendTransfer({ asset }: Registered, amount: bigint, fee = 0n, onward: Hex = "0x") {
  const args = [asset, amount * unit, fee, ledgerAccount(7), onward, await bridge.client.inMs(3_600)];
  const receipt = await bridge.act("sendTransfer", args, { from: alice });
  return sentIn(receipt, bridge)[0] as Uint8Array;
}

describe("a transfer from the ledger", () => {
  it("mints what is at home there to whom it names, and the fee to whom the deliverer names", async () => {
    const wrapped = await bridge.register("WrappedToken");
    const before = await wrapped.balance(bridge.relayer);
    const message = await bridge.queue(transferTo(wrapped.asset, bob, 5n * PHA, { fee: PHA }));
    await bridge.deliver(message);
    expect(await wrapped.balance(bob)).toBe(4n * PHA * unit);
    expect(await wrapped.balance(bridge.relayer)).toBe((before as bigint) + PHA * unit);
  });

  it("releases what is at home here, and never more than came in", async () => {
    const token = await bridge.register("TestToken");
    await endow(token, 10n * PHA * unit);
    await sendTransfer(token, 10n * PHA);
    const [much, little] = [
      await bridge.make(transferTo(token.asset, bob, 11n * PHA)),
      await bridge.make(transferTo(token.asset, bob, 4n * PHA)),
    ];
    await bridge.certify(much, little);
    await expect(bridge.deliver(much)).rejects.toMatchObject({ code: "NotLocked" });
    await bridge.deliver(little);
    expect([await token.balance(bob), await token.balance(bridge.gateway.address)]).toEqual([
      4n * PHA * unit,
      6n * PHA * unit,
    ]);
  });

  it("arrives in any order, whatever was certified since, and once", async () => {
    const { asset, balance } = await bridge.register("WrappedToken");
    const messages = [];
    for (const amount of [1n, 2n, 4n]) messages.push(await bridge.make(transferTo(asset, bob, amount * PHA)));
    await bridge.certify(...messages.slice(0, 2));
    await bridge.certify(...messages.slice(2));
    for (const at of [2, 0, 1]) await bridge.deliver(messages[at] as Uint8Array);
    expect(await balance(bob)).toBe(7n * PHA * unit);
    await expect(bridge.deliver(messages[0] as Uint8Array)).rejects.toMatchObject({ code: "NonceUsed" });
  });

  it("is owed when the token refuses, and paid when it no longer does", async () => {
    const token = await bridge.register("RefusingToken");
    await endow(token, 10n * PHA * unit);
    await sendTransfer(token, 10n * PHA);
    const setMode = (mode: number) => chain.send({ ...token.token, functionName: "setMode", args: [mode] });
    for (const mode of [1, 2, 3, 4]) {
      await setMode(mode);
      await bridge.deliver(await bridge.queue(transferTo(token.asset, bob, PHA)), { gas: 1_000_000n });
    }
    expect(await bridge.read("owed", token.asset, bob)).toBe(4n * PHA);
    const claim = () => bridge.act("claim", [token.asset, bob]);
    await setMode(2);
    await expect(claim()).rejects.toMatchObject({ code: "TokenFailed" });
    await setMode(0);
    await expect(bridge.act("claimTo", [token.asset, alice])).rejects.toMatchObject({ code: "NothingOwed" });
    await claim();
    expect([await token.balance(bob), await bridge.read("owed", token.asset, bob)]).toEqual([4n * PHA * unit, 0n]);
  });

  it("waits for what refills within a day once its cap is reached", async () => {
    const { asset, balance } = await bridge.register("WrappedToken", { capacity: 10n * PHA });
    const later = { deadlineMs: await bridge.client.inMs(10 * 86_400) };
    const [first, second] = [
      await bridge.queue(transferTo(asset, bob, 8n * PHA), later),
      await bridge.queue(transferTo(asset, bob, 5n * PHA), later),
    ];
    await bridge.certify();
    await bridge.deliver(first);
    await expect(bridge.deliver(second)).rejects.toMatchObject({ code: "CapReached" });
    await chain.pass(8 * 3_600);
    await bridge.deliver(second);
    expect(await balance(bob)).toBe(13n * PHA * unit);
  });

  it("waits six hours after it was announced when it is above its asset's threshold", async () => {
    const { asset } = await bridge.register("WrappedToken", { threshold: PHA });
    const message = await bridge.queue(transferTo(asset, bob, 2n * PHA), {
      deadlineMs: await bridge.client.inMs(86_400),
    });
    await expect(bridge.deliver(message)).rejects.toMatchObject({ code: "Delayed", data: [0n] });
    await bridge.act("announce", bridge.proven(message));
    await chain.pass(5 * 3_600);
    await expect(bridge.deliver(message)).rejects.toMatchObject({ code: "Delayed" });
    await chain.pass(3_600);
    await bridge.deliver(message);
  });
});

describe("a message that came too late", () => {
  it("is ended by anybody, and the ledger is told to pay back", async () => {
    const { asset } = await bridge.register("WrappedToken");
    const message = await bridge.queue(transferTo(asset, bob, PHA));
    const expire = () => bridge.act("expire", [...bridge.proven(message), ledgerAccount(3)]);
    await expect(expire()).rejects.toMatchObject({ code: "NotExpired" });
    await chain.pass(3_700);
    await expect(bridge.deliver(message)).rejects.toMatchObject({ code: "Expired" });
    const [refund] = sentIn(await expire(), bridge);
    const { body, deadlineMs } = decodeBridgeMessage(refund as Uint8Array);
    const value = { message: bridgeMessageId(message), reward: ledgerAccount(3) };
    expect({ body, deadlineMs }).toEqual({ body: { type: "Refund", value }, deadlineMs: noDeadline });
    await expect(expire()).rejects.toMatchObject({ code: "NonceUsed" });
  });
});

describe("a transfer to the ledger", () => {
  it("locks tokens and says in one event all that the ledger reads", async () => {
    const token = await bridge.register("TestToken");
    await endow(token, 3n * PHA * unit);
    const onward: Hex = "0x00010100cd1f";
    const message = decodeBridgeMessage(await sendTransfer(token, 3n * PHA, PHA, onward));
    expect(message).toMatchObject({
      source: `0x${(31_337).toString(16).padStart(64, "0")}`,
      destination: bridge.ledger.genesisHash,
      contract: paddedAddress(bridge.gateway.address),
      lane: bridge.lane,
    });
    const sender = paddedAddress(alice).toLowerCase();
    const value = { asset: token.asset, amount: 3n * PHA, fee: PHA, sender, recipient: ledgerAccount(7) };
    expect(message.body).toEqual({ type: "Transfer", value: { ...value, onward: fromHex(onward) } });
    expect(await token.balance(bridge.gateway.address)).toBe(3n * PHA * unit);
  });

  it("ends units of what is at home there", async () => {
    const wrapped = await bridge.register("WrappedToken");
    await bridge.deliver(await bridge.queue(transferTo(wrapped.asset, alice, 3n * PHA)));
    const approve = { ...wrapped.token, functionName: "approve", args: [bridge.gateway.address, 2n * PHA * unit] };
    await chain.send({ ...approve, from: alice });
    await sendTransfer(wrapped, 2n * PHA);
    const supply = await chain.call({ ...wrapped.token, functionName: "totalSupply" });
    expect([await wrapped.balance(alice), supply]).toEqual([PHA * unit, PHA * unit]);
  });

  it("comes back when the ledger says that it came too late, once, however the lane is paused", async () => {
    const token = await bridge.register("SilentToken");
    await endow(token, 3n * PHA * unit);
    const sent = await sendTransfer(token, 3n * PHA, PHA);
    const tell = (reward: Hex) => bridge.queue({ type: "Refund", value: { message: bridgeMessageId(sent), reward } });
    const told = await tell(paddedAddress(bridge.relayer));
    await bridge.act("pause", [3], { from: bridge.guardian });
    await bridge.act("refund", [...bridge.proven(told), toHex(sent)]);
    expect([await token.balance(alice), await token.balance(bridge.relayer)]).toEqual([2n * PHA * unit, PHA * unit]);
    const again = await tell(paddedAddress(bridge.relayer));
    await expect(bridge.act("refund", [...bridge.proven(again), toHex(sent)])).rejects.toMatchObject({
      code: "NotSent",
    });
    await bridge.control(0, "0x00");
  });

  it("comes back whole when whoever told of it named no account of this chain", async () => {
    const token = await bridge.register("TestToken");
    await endow(token, 3n * PHA * unit);
    const sent = await sendTransfer(token, 3n * PHA, PHA);
    const value = { message: bridgeMessageId(sent), reward: ledgerAccount(9) };
    const told = await bridge.queue({ type: "Refund", value });
    await bridge.act("refund", [...bridge.proven(told), toHex(sent)]);
    expect(await token.balance(alice)).toBe(3n * PHA * unit);
  });

  it("takes ChainBridge's deposits, to an account of the ledger or of another chain behind it", async () => {
    const token = await bridge.register("TestToken", { fee: PHA });
    await endow(token, 6n * PHA * unit);
    const deposit = async (place: Hex, domain = 3) => {
      const amount: Hex = `0x${(3n * PHA * unit).toString(16).padStart(64, "0")}`;
      const length: Hex = `0x${fromHex(place).length.toString(16).padStart(64, "0")}`;
      const data = toHex(concat(fromHex(amount), fromHex(length), fromHex(place)));
      const receipt = await bridge.act("deposit", [domain, token.asset, data], { from: alice });
      return decodeBridgeMessage(sentIn(receipt, bridge)[0] as Uint8Array).body.value;
    };
    const account = ledgerAccount(8);
    const here: Hex = `0x00010100${account.slice(2)}`;
    expect(await deposit(here)).toMatchObject({ recipient: account, fee: PHA, onward: new Uint8Array() });
    const karura: Hex = `0x010200411f0100${account.slice(2)}`;
    expect(await deposit(karura)).toMatchObject({
      recipient: account,
      onward: concat(Uint8Array.of(0), fromHex(karura)),
    });
    await expect(deposit(here, 1)).rejects.toMatchObject({ code: "OtherDomain" });
    const nobodys: Hex[] = ["0x", account, `0x0000${account.slice(2)}0000`, `0x01020041ff0100${account.slice(2)}00`];
    for (const place of nobodys) await expect(deposit(place)).rejects.toMatchObject({ code: "BadRecipient" });
  });
});

describe("a contract's message", () => {
  const from = (to: Address, gasLimit = 100_000n, payload = Uint8Array.of(1, 2, 3)) =>
    bridge.queue({
      type: "ContractMessage",
      value: { sender: ledgerAccount(4), recipient: paddedAddress(to), gasLimit, payload },
    });

  it("reaches the one function that receivers have, and is tried again where it failed", async () => {
    const receiver = await chain.deploy("Receiver");
    const see = (functionName: string) => chain.call({ ...receiver, functionName });
    const setMode = (mode: number) => chain.send({ ...receiver, functionName: "setMode", args: [mode] });
    await bridge.deliver(await from(receiver.address), { gas: 1_000_000n });
    expect([await see("sender"), await see("payload")]).toEqual([ledgerAccount(4), "0x010203"]);
    expect(await see("caller")).toBe(getAddress(bridge.gateway.address));
    for (const mode of [1, 2]) {
      await setMode(mode);
      const message = await from(receiver.address);
      const id = bridgeMessageId(message);
      await bridge.deliver(message, { gas: 1_000_000n });
      expect(await bridge.read("isFailed", id)).toBe(true);
      await setMode(0);
      await bridge.act("retry", [toHex(message)], { gas: 1_000_000n });
      expect(await bridge.read("isFailed", id)).toBe(false);
      await expect(bridge.act("retry", [toHex(message)])).rejects.toMatchObject({ code: "NotFailed" });
    }
  });

  it("goes to a contract of the ledger", async () => {
    const args = [ledgerAccount(5), 7n, "0xabcd", await bridge.client.inMs(60)];
    const [message] = sentIn(await bridge.act("sendMessage", args, { from: alice }), bridge);
    const value = { sender: paddedAddress(alice).toLowerCase(), recipient: ledgerAccount(5), gasLimit: 7n };
    expect(decodeBridgeMessage(message as Uint8Array).body).toEqual({
      type: "ContractMessage",
      value: { ...value, payload: Uint8Array.of(0xab, 0xcd) },
    });
  });
});

describe("governance of the ledger", () => {
  it("closes an asset, changes its limits and the guardian, and ends a pause", async () => {
    const { asset } = await bridge.register("WrappedToken");
    const ask = async () => bridge.act("sendTransfer", [asset, unit, 0n, ledgerAccount(1), "0x", 0n], { from: alice });
    const limits: Hex[] = [`0x${"00".repeat(15)}05`, `0x${"00".repeat(15)}06`, `0x${"00".repeat(15)}07`];
    await bridge.control(2, asset, "0x00", ...limits);
    await expect(ask()).rejects.toMatchObject({ code: "UnknownAsset" });
    expect((await bridge.read("assets", asset)) as unknown[]).toEqual(expect.arrayContaining([false, 5n, 6n, 7n]));
    await bridge.control(3, bob as Hex);
    const pause = (from: Address) => bridge.act("pause", [1], { from });
    await expect(pause(bridge.guardian)).rejects.toMatchObject({ code: "NotGuardian" });
    await pause(bob);
    expect(await bridge.read("paused")).toBe(1);
    const message = await bridge.queue(transferTo(asset, bob, 1n));
    await expect(bridge.deliver(message)).rejects.toMatchObject({ code: "Paused" });
    await bridge.control(0, "0x00");
    await bridge.control(3, bridge.guardian as Hex);
    await bridge.deliver(message);
  });
});
