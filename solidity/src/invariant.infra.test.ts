import { toHex } from "@pha/codec";
import { bridgeMessageId, paddedAddress } from "@pha/light-client";
import fc from "fast-check";
import type { Address } from "viem";
import { afterAll, beforeAll, expect, it } from "vitest";
import { deployBridge, ledgerAccount, sentIn, type TestBridge, transferTo, unit } from "./testing/bridge.ts";
import { startChain, startTimeoutMs, type TestChain } from "./testing/chain.ts";

let chain: TestChain;
let bridge: TestBridge;
beforeAll(async () => {
  chain = await startChain();
  bridge = await deployBridge(chain);
}, startTimeoutMs);
afterAll(() => chain?.[Symbol.asyncDispose]());

type Registered = Awaited<ReturnType<TestBridge["register"]>>;

/** A step that somebody takes; what refers to something that is not there does nothing. */
const step = fc.oneof(
  fc.record({ do: fc.constant("send" as const), amount: fc.bigInt(1n, 50n) }),
  fc.record({ do: fc.constant("take" as const), amount: fc.bigInt(1n, 60n), fee: fc.bigInt(0n, 5n) }),
  fc.record({ do: fc.constantFrom("refuse" as const, "allow" as const, "claim" as const) }),
  fc.record({ do: fc.constant("refund" as const), which: fc.nat(5) }),
  fc.record({ do: fc.constant("again" as const), which: fc.nat(5) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Runs steps on a fresh asset beside a model of it, which alone says what each must come to. */
async function play(token: Registered, steps: readonly Step[]): Promise<void> {
  const { asset } = token;
  const [alice, bob] = [chain.accounts[5] as Address, chain.accounts[6] as Address];
  const model = { locked: 0n, owed: 0n, refusing: false };
  const sent: { message: Uint8Array; amount: bigint; isBack: boolean }[] = [];
  const taken: Uint8Array[] = [];
  const pay = (amount: bigint) => {
    if (model.refusing) model.owed += amount;
  };

  for (const one of steps) {
    if (one.do === "send") {
      const amount = one.amount * unit;
      for (const [functionName, args] of [
        ["mint", [alice, amount]],
        ["approve", [bridge.gateway.address, amount]],
      ] as const)
        await chain.send({ ...token.token, functionName, args, from: alice });
      const args = [asset, amount, 0n, ledgerAccount(7), "0x", await bridge.client.inMs(3_600)];
      const [message] = sentIn(await bridge.act("sendTransfer", args, { from: alice }), bridge);
      sent.push({ message: message as Uint8Array, amount: one.amount, isBack: false });
      model.locked += one.amount;
    } else if (one.do === "take") {
      const fee = one.fee < one.amount ? one.fee : 0n;
      const message = await bridge.queue(transferTo(asset, bob, one.amount, { fee }));
      const code = await bridge.deliver(message, { gas: 1_000_000n }).then(
        () => "done",
        (error) => error.code,
      );
      expect(code).toBe(one.amount > model.locked ? "NotLocked" : "done");
      if (code !== "done") continue;
      taken.push(message);
      model.locked -= one.amount;
      pay(one.amount);
    } else if (one.do === "refund") {
      const back = sent[one.which];
      if (!back) continue;
      const told = await bridge.queue({
        type: "Refund",
        value: { message: bridgeMessageId(back.message), reward: paddedAddress(bridge.relayer) },
      });
      const act = bridge.act("refund", [...bridge.proven(told), toHex(back.message)], { gas: 1_000_000n });
      const code = await act.then(
        () => "done",
        (error) => error.code,
      );
      expect(code).toBe(back.isBack ? "NotSent" : back.amount > model.locked ? "NotLocked" : "done");
      if (code !== "done") continue;
      back.isBack = true;
      model.locked -= back.amount;
      pay(back.amount);
    } else if (one.do === "again") {
      const message = taken[one.which];
      if (message) await expect(bridge.deliver(message)).rejects.toMatchObject({ code: "NonceUsed" });
    } else if (one.do === "claim") {
      for (const who of [alice, bob, bridge.relayer])
        if (!model.refusing && ((await bridge.read("owed", asset, who)) as bigint) > 0n)
          await bridge.act("claim", [asset, who]);
      if (!model.refusing) model.owed = 0n;
    } else {
      model.refusing = one.do === "refuse";
      await chain.send({ ...token.token, functionName: "setMode", args: [model.refusing ? 1 : 0] });
    }
    const record = (await bridge.read("assets", asset)) as readonly unknown[];
    const owed = await Promise.all([alice, bob, bridge.relayer].map((who) => bridge.read("owed", asset, who)));
    const held = await token.balance(bridge.gateway.address);
    const total = (owed as bigint[]).reduce((sum, units) => sum + units, 0n);
    expect({ locked: record.at(-1), owed: total, held }).toEqual({
      locked: model.locked,
      owed: model.owed,
      held: (model.locked + model.owed) * unit,
    });
  }
}

it("holds what is locked and owed, to the unit, whatever people do and whether the token pays or not (property)", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 8 }), async (steps) => {
      await play(await bridge.register("RefusingToken"), steps);
    }),
    { numRuns: 12 },
  );
});
