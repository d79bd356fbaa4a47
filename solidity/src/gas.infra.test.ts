import { toHex, utf8 } from "@pha/codec";
import { bridgeMessageId, paddedAddress } from "@pha/light-client";
import type { Address } from "viem";
import { afterAll, beforeAll, expect, it } from "vitest";
import { deployBridge, ledgerAccount, sentIn, transferTo, unit } from "./testing/bridge.ts";
import { startChain, startTimeoutMs, type TestChain } from "./testing/chain.ts";
import { deployClient, rootOf } from "./testing/finality.ts";

let chain: TestChain;
beforeAll(async () => {
  chain = await startChain();
}, startTimeoutMs);
afterAll(() => chain?.[Symbol.asyncDispose]());

/** Gas of a later commitment and of a rotation, as anvil bills them. */
async function gasOf(validators: number) {
  const { ledger, inMs, submit, deploymentGas } = await deployClient(chain, validators);
  await submit(ledger.certify({ timeMs: await inMs(1), outboundRoot: rootOf(1) }));
  const { gasUsed: commitment } = await submit(ledger.certify({ timeMs: await inMs(2), outboundRoot: rootOf(2) }));
  const next = ledger.validators.map((validator) => validator + 1);
  const { gasUsed: rotation } = await submit(ledger.certify({ timeMs: await inMs(3), outboundRoot: rootOf(3) }, next));
  return { validators, deploymentGas, commitment, rotation };
}

it("takes a commitment for no more gas than the table in the README says", async () => {
  const rows = [await gasOf(4), await gasOf(16)];
  console.table(rows);
  expect(rows[0]?.commitment).toBeLessThanOrEqual(65_000n);
  expect(rows[1]?.commitment).toBeLessThanOrEqual(105_000n);
});

it("delivers for no more gas than the table in the README says, of a list of a thousand messages", async () => {
  const bridge = await deployBridge(chain);
  const wrapped = await bridge.register("WrappedToken");
  const locked = await bridge.register("TestToken");
  const [alice, bob] = [chain.accounts[5] as Address, chain.accounts[6] as Address];
  const gas: Record<string, bigint | undefined> = {};
  const fee = { fee: 10n };
  const transfers = [];
  for (const to of [alice, bob, bob]) transfers.push(await bridge.make(transferTo(wrapped.asset, to, 100n, fee)));
  const late = await bridge.make(transferTo(wrapped.asset, bob, 100n), { deadlineMs: await bridge.client.inMs(1) });
  await bridge.certify(...transfers, late, ...Array.from({ length: 1_000 }, (_, i) => utf8(`another lane's ${i}`)));
  const delivered = [];
  for (const message of transfers) delivered.push((await bridge.deliver(message)).gasUsed);
  [gas["the first of all"], gas["mint to a new holder"], gas["mint to a holder"]] = delivered;
  await chain.pass(60);
  gas["expire"] = (await bridge.act("expire", [...bridge.proven(late), ledgerAccount(1)])).gasUsed;

  for (const { token } of [locked, wrapped])
    await chain.send({ ...token, functionName: "approve", args: [bridge.gateway.address, 90n * unit], from: alice });
  await chain.send({ ...locked.token, functionName: "mint", args: [alice, 90n * unit] });
  const send = async (asset: string) => {
    const args = [asset, 90n * unit, 10n, ledgerAccount(7), "0x", await bridge.client.inMs(60)];
    return bridge.act("sendTransfer", args, { from: alice });
  };
  const sent = await send(locked.asset);
  gas["lock and send"] = sent.gasUsed;
  gas["burn and send"] = (await send(wrapped.asset)).gasUsed;
  const original = sentIn(sent, bridge)[0] as Uint8Array;
  const value = { message: bridgeMessageId(original), reward: paddedAddress(bridge.relayer) };
  const told = await bridge.queue({ type: "Refund", value });
  gas["refund"] = (await bridge.act("refund", [...bridge.proven(told), toHex(original)])).gasUsed;
  console.table(gas);
  expect(gas["mint to a new holder"]).toBeLessThanOrEqual(120_000n);
});
