import { encode, encodeAddress, struct } from "@pha/codec";
import { computation, stakePools } from "@pha/runtime/spec";
import { accountOf, type TestLedger } from "@pha/runtime/testing";
import type { FinalizedBlock } from "@pha/service-kit/follow";
import { eventually } from "@pha/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Governance } from "../service.ts";
import { openGround } from "../testing/ground.ts";
import { closeBlock, openHistory, type Step, take } from "../testing/stake-history.ts";

const opened = new AsyncDisposableStack();
let governance: Governance;
const worker = `0x${"5a".repeat(32)}` as const;
const address = (who: string) => encodeAddress(accountOf(who), 42);

const step = (kind: Step["kind"], who: Step["who"], part = 1_000): Step => ({ kind, who, id: 0, part });

/** An event of a machine's, as the chain gives it. */
const machine = (name: "Settled" | "WorkerUnresponsive", fields: object): FinalizedBlock["events"][number] => ({
  ...{ extrinsic: 0, pallet: computation.name, name },
  data: encode(struct(computation.events[name].fields) as never, fields as never),
});

beforeAll(async () => {
  const ledger: TestLedger = openHistory();
  const events: Record<number, FinalizedBlock["events"]> = { 1: closeBlock(ledger).events };
  const steps = [step("contribute", "Dora"), step("earn", "Dora"), step("withdraw", "Dora", 500)];
  for (const [i, each] of [...steps, step("fund", "Emil"), step("invest", "Olga")].entries()) {
    take(ledger, each);
    events[i + 2] = closeBlock(ledger).events;
  }
  ledger.run("Olga", {
    type: stakePools.name,
    value: { type: "set_commission", value: { pool: 0, commission: 200_000 } },
  });
  const at = { worker, pool: 0, round: 1n, v: 0n };
  events[8] = [
    ...closeBlock(ledger).events,
    machine("Settled", { ...at, payout: 70n, treasury: 7n, p: 0n }),
    machine("WorkerUnresponsive", { ...at, tick: 9 }),
  ];
  const ground = opened.use(await openGround(9, events));
  governance = opened.use(await ground.start());
  await eventually(() => governance.height === 9);
});
afterAll(() => opened.disposeAsync());

async function ask(path: string) {
  const answer = await fetch(`http://127.0.0.1:${governance.port}/v1/economy/${path}`);
  // biome-ignore lint/suspicious/noExplicitAny: a caller of a JSON API looks at what came
  return { status: answer.status, body: (await answer.json()) as any };
}

it("tells what an account did with pools and vaults, page by page", async () => {
  const { body } = await ask(`accounts/${address("Dora")}/moves?limit=1`);
  expect(body).toMatchObject({ block: 9, moves: [{ block: 4, kind: "pool", id: 0, what: "asked", amount: "0" }] });
  const { body: older } = await ask(`accounts/${address("Dora")}/moves?limit=1&before=${body.next}`);
  expect(older.moves).toMatchObject([{ block: 2, what: "contributed", amount: "1000000000000007" }]);
  const { body: ofPool } = await ask("pools/0/moves");
  expect(ofPool.moves.map(({ what }: { readonly what: string }) => what)).toEqual([
    ...["contributed", "asked", "contributed", "contributed"],
  ]);
  expect((await ask("vaults/0/moves")).body.moves).toMatchObject([{ account: address("Emil") }]);
});

it("tells what an account gained in a period", async () => {
  const { body } = await ask(`accounts/${address("Dora")}/statement`);
  const [line] = body.lines;
  expect(line).toMatchObject({ kind: "pool", id: 0, opening: "0", contributed: "1000000000000007", withdrawn: "0" });
  expect(BigInt(line.gained)).toBe(BigInt(line.closing) - 1_000_000_000_000_007n);
  expect(BigInt(line.gained)).toBeGreaterThan(17_000_000_000_000n);
  expect(body.total.gained).toBe(line.gained);
  const { body: before } = await ask(`accounts/${address("Dora")}/statement?to=1970-01-01`);
  expect(before).toMatchObject({ to: "1970-01-01", whole: true });
  expect((await ask(`accounts/${address("Dora")}/statement?to=yesterday`)).status).toBe(400);
});

it("tells what a pool and a vault were worth by day, and what a worker was paid", async () => {
  const { body: pool } = await ask("pools/0/days?limit=1");
  expect(pool.days).toMatchObject([{ toOwner: "100000000000000", toDelegators: "900000000000007", slashed: "0" }]);
  const { body: vault } = await ask("vaults/0/days?limit=1");
  expect(vault.days[0].shares).toBe("1000000000000007");
  expect((await ask("pools/7/days")).body.days).toEqual([]);
  const { body: days } = await ask(`workers/${worker}/days`);
  expect(days.days).toMatchObject([{ pool: 0, answers: 1, silences: 1, paid: "70", slashed: "0" }]);
});

it("tells an account of what happens where it has something, in the pools of its vaults too", async () => {
  const { body } = await ask(`accounts/${address("Emil")}/alerts`);
  expect(body.events).toMatchObject([
    { kind: "pool", id: 0, what: "silent", worker },
    { kind: "pool", id: 0, what: "commission", commission: { before: 100_000, after: 200_000 } },
  ]);
  expect((await ask(`accounts/${address("Fred")}/alerts`)).body.events).toEqual([]);
  const events = await fetch(`http://127.0.0.1:${governance.port}/v1/events?topic=pool/0&limit=2`);
  expect(((await events.json()) as { events: unknown[] }).events).toMatchObject([
    { name: "WorkerUnresponsive", topic: "pool/0" },
    { name: "CommissionSet" },
  ]);
});
