import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { accountOf, type TestContract, testContract } from "./testing/index.ts";

const source = `
import { contract, map, s } from "@pha/contract-kit";
const Payment = s.object({ to: s.account(), amount: s.u128() });
export default contract({
  state: { told: map(s.string({ max: 99 })) },
  events: { Noted: s.object({ amount: s.u128(), raw: s.bytes({ max: 9 }), words: s.string({ max: 2_000 }) }) },
  settled(ctx, outcomes) {
    for (const { id, error } of outcomes) ctx.state.told.put(id, error ?? "done");
  },
  commands: {
    keep: { payable: true, input: s.nothing(), output: s.u128(), run: (ctx) => ctx.value },
    pay: { input: Payment, output: s.string({ max: 99 }), run: (ctx, { to, amount }) => ctx.pay(to, amount) },
    note: { input: s.string({ max: 2_000 }), output: s.string({ max: 99 }),
      run: (ctx, words) => ctx.emit("Noted", { amount: 5n, raw: Uint8Array.of(1), words }) },
    push: { input: s.string({ max: 99 }), output: s.string({ max: 99 }),
      run: (ctx, method) => ctx.push(ctx.self, method, { amount: 5n, raw: Uint8Array.of(1), list: [null] }) },
    other: { input: s.nothing(), output: s.nothing(), run(ctx: any) { ctx.emit("Other", 1); return null; } },
  },
  queries: {
    told: { input: s.string({ max: 99 }), output: s.optional(s.string({ max: 99 })), run: (ctx, id) => ctx.state.told.get(id) },
    pay: { input: s.nothing(), output: s.nothing(), run(ctx: any) { ctx.pay(ctx.self, 1n); return null; } },
  },
});`;

const PHA = 1_000_000_000_000n;
let place: string;
let made: TestContract;
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), "contract-kit-"));
  await mkdir(join(place, "src"));
  await writeFile(join(place, "src", "index.ts"), source);
  made = await testContract(place);
  await made
    .as("alice")
    .bringing(5n * PHA)
    .command("keep");
}, 60_000);
afterAll(async () => {
  await made[Symbol.asyncDispose]();
  await rm(place, { recursive: true });
});

const pay = (to: string, amount: bigint) => made.as("alice").command("pay", { to: accountOf(to), amount: `${amount}` });

test("what is paid, and what becomes of it, is as on the ledger; the contract is told under the id that it got", async () => {
  const before = made.balanceOf("bob");
  const id = (await pay("bob", 2n * PHA)) as string;
  expect([made.balance, made.balanceOf("bob")]).toEqual([3n * PHA, before + 2n * PHA]);
  expect(await made.anonymous.query("told", id)).toBe("done");
  const failed = (await pay("bob", 3n * PHA + 1n)) as string;
  const error = "Balances.InsufficientBalance";
  expect(await made.anonymous.query("told", failed)).toBe(error);
  expect(made.effects.at(-1)).toMatchObject({ id: failed, error });
  expect(made.balance).toBe(3n * PHA);
});

test("what a payment would leave too small goes along; a fee leaves nothing too small", async () => {
  const before = made.balance;
  await pay("bob", before - PHA / 100n);
  expect(made.effects.at(-1)).toMatchObject({ amount: before - PHA / 100n, error: undefined });
  await made.as("alice").command("push", "keep");
  expect(made.effects.at(-1)).toMatchObject({ type: "Push", error: "Balances.Expendability" });
  await pay("bob", PHA / 100n - 1n);
  expect(made.effects.at(-1)).toMatchObject({ amount: PHA / 100n, error: undefined });
  expect(made.balance).toBe(0n);
  await made.as("alice").bringing(before).command("keep");
});

test("an event tells JSON that fits its schema, of a KiB at most", async () => {
  await made.as("alice").command("note", "é");
  expect(made.effects.at(-1)).toMatchObject({ name: "Noted", data: { amount: "5", raw: "0x01", words: "é" } });
  const failure = (words: string) => expect(made.as("alice").command("note", words)).rejects;
  await failure("é".repeat(500)).toMatchObject({ code: "contract.BadEffect" });
  await expect(made.as("alice").command("other")).rejects.toMatchObject({ code: "contract.BadEffect" });
});

test("nothing is paid to what is no account, of nothing, and by nothing but commands", async () => {
  const wrong = made.as("alice").command("pay", { to: accountOf("bob"), amount: "0" });
  await expect(wrong).rejects.toMatchObject({ code: "contract.BadEffect" });
  await expect(made.anonymous.query("pay")).rejects.toMatchObject({ code: "contract-engine.EffectsOfCommands" });
});

test("money comes to commands that take it: of others it goes back, and less than an account needs is not sent", async () => {
  const [alice, contract] = [made.balanceOf("alice"), made.balance];
  const sent = made.as("alice").bringing(PHA).command("note", "x");
  await expect(sent).rejects.toMatchObject({ code: "contract.NotPayable" });
  await expect(made.as("alice").bringing(1n).command("keep")).rejects.toThrowError("Contracts.ValueTooSmall");
  await expect(
    made
      .as("alice")
      .bringing(2_000n * PHA)
      .command("keep"),
  ).rejects.toThrowError("InsufficientBalance");
  expect([made.balanceOf("alice"), made.balance]).toEqual([alice, contract]);
  expect(await made.as("alice").command("keep")).toBe("0");
});

test("a command to another contract takes JSON, in the form of amounts and bytes, and a fee", async () => {
  const before = made.balance;
  await made.as("alice").command("push", "place");
  const args = { amount: "5", raw: "0x01", list: [null] };
  expect(made.effects.at(-1)).toMatchObject({ type: "Push", method: "place", args, error: undefined });
  expect(before - made.balance).toBe(PHA / 500n);
  await expect(made.as("alice").command("push", "a b")).rejects.toMatchObject({ code: "contract.BadEffect" });
});
