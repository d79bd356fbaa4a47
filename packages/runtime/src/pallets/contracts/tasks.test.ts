import { type Hex, utf8 } from "@pha/codec";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { QueuedMessage } from "../../runtime.ts";
import { accountOf, callsOf, TestEnclave, testPallet } from "../../testing/index.ts";
import { existentialDeposit, PHA } from "../balances/account-data.ts";
import { clustersPallet } from "../clusters/pallet.ts";
import { clusters } from "../clusters/spec.ts";
import { system } from "../system/spec.ts";
import { type Effects, effectsRoot } from "./effect.ts";
import { codeHashOf, contractId } from "./ids.ts";
import { pushFee } from "./limits.ts";
import { contractsPallet } from "./pallet.ts";
import { nothingAgreed, type Report } from "./record.ts";
import { contracts } from "./spec.ts";
import {
  dueAt,
  isRun,
  mayRun,
  nextDue,
  periodOf,
  type Schedule,
  slowestRetry,
  type Task,
  type TaskOutcome,
  taskPatience,
  withRun,
} from "./tasks.ts";

const { upload_code, instantiate, report, task_ran } = callsOf(contracts);
const { apply, remove } = callsOf(clusters);
const code = utf8("export default {}");
const origin = { deployer: accountOf("Alice"), cluster: 0, codeHash: codeHashOf(code), salt: new Uint8Array() };
const contract = contractId(origin);
const idOf = (number: number): Hex => `0x${number.toString(16).padStart(64, "0")}`;
const refresh: Schedule = { task: "refresh", every: 10, workers: 1 };
const said: TaskOutcome = { type: "Said", value: { enc: idOf(9), ciphertext: new Uint8Array(8) } };
const quiet: TaskOutcome = { type: "Quiet" };
const failed: TaskOutcome = { type: "Failed" };

const begun: Task = { name: "refresh", every: 10, workers: 1, since: 100, due: 0, runs: [], fails: 0 };
const run = (task: Task, worker: number, due: number, type: TaskOutcome["type"] = "Said") =>
  withRun(task, idOf(worker), due, { type });

describe("a task", () => {
  it("is due every so many blocks since it was scheduled, and then since it was run", () => {
    expect([100, 109, 110, 119, 120].map((block) => dueAt(begun, block))).toEqual([
      undefined,
      undefined,
      110,
      110,
      120,
    ]);
    const ran = run(begun, 1, 120) as Task;
    expect([120, 129, 130, 145].map((block) => dueAt(ran, block))).toEqual([120, 120, 130, 140]);
    expect(nextDue(ran)).toBe(130);
  });

  it("counts each worker once a block, as many as it wants, and none for a block before its newest", () => {
    const three: Task = { ...begun, workers: 2 };
    const first = run(three, 1, 110) as Task;
    expect(run(first, 1, 110)).toBeUndefined();
    const second = run(first, 2, 110) as Task;
    expect(second.runs.map(({ identity }) => identity)).toEqual([idOf(1), idOf(2)]);
    expect(run(second, 3, 110)).toBeUndefined();
    const next = run(second, 3, 130) as Task;
    expect(next).toMatchObject({ due: 130, runs: [{ identity: idOf(3) }] });
    expect([110, 120, 125, 131].map((due) => run(next, 4, due))).toEqual([undefined, undefined, undefined, undefined]);
  });

  it("lets others run it after one that failed, and is slowed down while all fail", () => {
    const once = run(begun, 1, 110, "Failed") as Task;
    expect(once).toMatchObject({ fails: 1 });
    expect([periodOf(once), dueAt(once, 129), dueAt(once, 130)]).toEqual([20, 110, 130]);
    expect(run(once, 1, 110)).toBeUndefined();
    expect(run(once, 2, 110)).toMatchObject({ fails: 0, due: 110 });
    const again = run(once, 2, 110, "Failed") as Task;
    expect(again).toMatchObject({ fails: 1 });
    const twice = run(again, 1, 130, "Failed") as Task;
    expect([twice.fails, nextDue(twice)]).toEqual([2, 170]);
    expect(run(twice, 1, 170, "Quiet")).toMatchObject({ fails: 0 });
  });

  it("that fails for ever is run once an hour, or as often as it was scheduled", () => {
    expect(periodOf({ every: 10, fails: 32 })).toBe(slowestRetry);
    expect(periodOf({ every: 14_400, fails: 32 })).toBe(14_400);
  });
});

describe("who runs it", () => {
  const members = fc.uniqueArray(fc.nat(999), { minLength: 1, maxLength: 64 }).map((all) => all.map(idOf));
  const seeds = fc.nat().map(idOf);

  it("as many at once as it wants, one more each few blocks, and all in the end (property)", () =>
    fc.assert(
      fc.property(members, seeds, fc.integer({ min: 1, max: 16 }), fc.nat(500), (all, seed, workers, later) => {
        const election = { contract, task: { name: "t", workers }, due: 100, seed, members: all };
        const allowed = all.filter((member) => mayRun(election, member, 100 + later));
        expect(allowed.length).toBe(Math.min(all.length, workers + Math.floor(later / taskPatience)));
        for (const member of allowed) expect(mayRun(election, member, 101 + later)).toBe(true);
      }),
    ));

  it("is drawn anew each time, with everybody's chance the same", () => {
    const all = [1, 2, 3, 4].map(idOf);
    const times = new Map(all.map((member) => [member, 0]));
    for (let i = 0; i < 400; i++) {
      const election = { contract, task: refresh, due: 100, seed: idOf(i), members: all };
      const [first] = all.filter((member) => mayRun({ ...election, task: { name: "t", workers: 1 } }, member, 100));
      times.set(first as Hex, (times.get(first as Hex) ?? 0) + 1);
    }
    for (const count of times.values()) expect(count).toBeGreaterThan(60);
  });

  it("is everybody, once the ledger has forgotten the block's hash", () => {
    const election = {
      contract,
      task: { name: "t", workers: 1 },
      due: 100,
      seed: undefined,
      members: [idOf(1), idOf(2)],
    };
    expect([1, 2].every((member) => mayRun(election, idOf(member), 100))).toBe(true);
  });
});

/** At a block the ledger hears of a member's run. */
interface Telling {
  readonly at: number;
  readonly by: number;
  readonly due: number;
  readonly type: TaskOutcome["type"];
}

/** A cluster whose workers run a task, fail, are away and tell of their runs late, as a test draws it. */
const manners = fc.record({
  every: fc.integer({ min: 5, max: 30 }),
  workers: fc.integer({ min: 1, max: 3 }),
  members: fc.array(
    fc.record({
      lateBy: fc.nat(12),
      ends: fc.array(fc.constantFrom("Said", "Quiet", "Failed", undefined), { minLength: 1, maxLength: 9 }),
    }),
    { minLength: 1, maxLength: 5 },
  ),
});

it("counts no block for which it is due more often than it wants, and forgets no task of which somebody lives (property)", () =>
  fc.assert(
    fc.property(manners, ({ every, workers, members }) => {
      const ids = members.map((_, i) => idOf(i + 1));
      let task: Task = { ...begun, every, workers };
      const told: Telling[] = [];
      const knows = new Map<number, number>();
      const counted: Telling[] = [];
      const blocks = 1_500;
      for (let block = task.since; block < task.since + blocks; block++) {
        const now: Task = task;
        for (const one of told.filter(({ at }) => at === block)) {
          const after = withRun(task, ids[one.by] as Hex, one.due, { type: one.type });
          if (!after) continue;
          counted.push(one);
          task = after;
        }
        const due = dueAt(now, block);
        if (due === undefined || due >= block || (due === now.due && isRun(now))) continue;
        const election = { contract, task: now, due, seed: idOf(due), members: ids };
        for (const [by, { lateBy, ends }] of members.entries()) {
          const type = ends[due % ends.length];
          if ((knows.get(by) ?? 0) >= due || type === undefined || !mayRun(election, ids[by] as Hex, block)) continue;
          knows.set(by, due);
          told.push({ at: block + 1 + lateBy, by, due, type });
        }
      }
      const good = counted.filter(({ type }) => type !== "Failed");
      for (const { due, by } of counted) {
        expect(good.filter((one) => one.due === due).length).toBeLessThanOrEqual(workers);
        expect(counted.filter((one) => one.due === due && one.by === by).length).toBe(1);
      }
      const dues = counted.map((one) => one.due);
      expect(dues).toEqual(dues.toSorted((a, b) => a - b));
      const lives = members.some(({ ends }) => ends.every((end) => end === "Said"));
      const longest = Math.max(every, slowestRetry) + members.length * taskPatience + 14;
      if (lives) expect(good.some(({ at }) => at > task.since + blocks - 2 * longest)).toBe(true);
    }),
    { numRuns: 25 },
  ));

/** A contract with a task, in a cluster of three; block 20 is the first at which it is due. */
function setup(schedules: readonly Schedule[] = [refresh]) {
  const ledger = testPallet([clustersPallet, contractsPallet]);
  const miners = [0, 1, 2].map((i) => new TestEnclave(`miner ${i}`, "Miner"));
  for (const miner of miners) {
    miner.register(ledger, "Bob");
    ledger.run("Bob", apply({ cluster: 0, identity: miner.identity }));
  }
  ledger.run("Alice", upload_code({ code }));
  ledger.run("Alice", instantiate({ ...origin, args: new Uint8Array() }));
  ledger.runTo(10);
  const effects: Effects = {
    returned: [],
    list: schedules.map((value, index) => ({ message: 1n, index, effect: { type: "Schedule", value } })),
  };
  const claim = { ...nothingAgreed, stateHeight: 6, stateTag: idOf(6), effectsRoot: effectsRoot(effects) };
  const made: Report = { contract, prevStateHeight: 0, ...claim, reason: undefined, effects };
  for (const miner of miners.slice(0, 2)) ledger.run(miner, report({ reports: [made] }));
  const happened = ledger.happened(contracts);
  const events = ledger.events(contracts);
  ledger.setBalances({ [contract]: PHA });
  const told = ledger.blockOf().messages as readonly QueuedMessage[];
  ledger.runTo(21);
  /** In the order in which they may run it for a block. */
  const order = (due: number, name = "refresh") => {
    const seed = ledger.of(system).blockHash.get(due);
    const election = {
      contract,
      task: { name, workers: 1 },
      due,
      seed,
      members: miners.map(({ identity }) => identity),
    };
    const turnOf = ({ identity }: TestEnclave) =>
      [0, 1, 2].findIndex((turn) => mayRun(election, identity, due + turn * taskPatience));
    return miners.toSorted((a, b) => turnOf(a) - turnOf(b)) as [TestEnclave, TestEnclave, TestEnclave];
  };
  const ran = (due: number, outcome: TaskOutcome, task = "refresh", epoch = 0) =>
    task_ran({ contract, epoch, task, due, outcome });
  const taskOf = () => ledger.of(contracts).tasks.get(contract).list[0] as Task;
  return { ledger, miners, happened, events, told, order, ran, taskOf };
}

/** What the contract was told by its tasks in the open block. */
const toldIn = (messages: readonly unknown[]) =>
  (messages as readonly QueuedMessage[]).flatMap(({ message: { body } }) => (body.type === "Told" ? [body.value] : []));

describe("on the ledger", () => {
  it("a contract's workers agree on what it schedules; it is told nothing of that", () => {
    const { happened, told, taskOf } = setup();
    expect(happened).toEqual(["Agreed", "Scheduled"]);
    expect(told.map(({ message: { body } }) => body.type)).not.toContain("Settled");
    expect(taskOf()).toEqual({ ...begun, since: 10 });
  });

  it.each([
    ["too often", { ...refresh, every: 4 }],
    ["on no worker", { ...refresh, workers: 0 }],
  ])("nothing is scheduled %s", (_, schedule) => {
    const { ledger, happened, events } = setup([schedule]);
    expect(happened).toEqual(["Agreed", "EffectFailed"]);
    expect(events.at(-1)?.value).toMatchObject({ error: "Contracts.BadSchedule" });
    expect(ledger.of(contracts).tasks.get(contract).list).toEqual([]);
  });

  it("has at most eight", () => {
    const nine = Array.from({ length: 9 }, (_, i) => ({ ...refresh, task: `t${i}` }));
    const { ledger, happened } = setup(nine);
    expect(happened.slice(-1)).toEqual(["EffectFailed"]);
    expect(
      ledger
        .of(contracts)
        .tasks.get(contract)
        .list.map(({ name }) => name),
    ).toEqual(nine.slice(0, 8).map(({ task }) => task));
  });

  it("the elected worker's word goes to the contract, as that worker's", () => {
    const { ledger, order, ran, taskOf } = setup();
    const [first] = order(20);
    ledger.run(first, ran(20, said));
    expect(ledger.happened(contracts)).toEqual(["TaskRan"]);
    expect(toldIn(ledger.blockOf().messages)).toEqual([
      {
        contract,
        worker: first.identity,
        task: "refresh",
        due: 20,
        epoch: 0,
        enc: idOf(9),
        ciphertext: new Uint8Array(8),
      },
    ]);
    expect(taskOf()).toMatchObject({ due: 20, runs: [{ identity: first.identity, end: { type: "Said" } }] });
  });

  it("the contract's account pays for what is said to it; where it cannot, nothing is, as if the run had failed", async () => {
    const { ledger, order, ran, taskOf } = setup();
    const [first, second] = order(20);
    ledger.setBalances({ [contract]: existentialDeposit + pushFee - 1n });
    ledger.run(first, ran(20, said));
    expect(toldIn(ledger.blockOf().messages)).toEqual([]);
    expect(taskOf()).toMatchObject({ due: 20, fails: 1, runs: [{ end: { type: "Unpaid" } }] });
    ledger.setBalances({ [contract]: existentialDeposit + pushFee });
    ledger.runTo(20 + taskPatience);
    ledger.run(second, ran(20, said));
    expect(ledger.balanceOf(contract).free).toBe(existentialDeposit);
    expect(taskOf()).toMatchObject({ due: 20, fails: 0 });
    expect(toldIn(ledger.blockOf().messages)).toHaveLength(1);
  });

  it("a run that says nothing, or counts no more, costs the contract nothing", async () => {
    const { ledger, order, ran } = setup();
    const [first] = order(20);
    ledger.run(first, ran(20, quiet));
    ledger.run(first, ran(20, said));
    expect(ledger.balanceOf(contract).free).toBe(PHA);
  });

  it("what is told a second time, by the same worker or the next, does nothing", () => {
    const { ledger, order, ran, taskOf } = setup();
    const [first, second] = order(20);
    ledger.run(first, ran(20, quiet));
    const before = taskOf();
    ledger.runTo(20 + taskPatience + 1);
    for (const worker of [first, second]) {
      ledger.run(worker, ran(20, said));
      expect(toldIn(ledger.blockOf().messages)).toEqual([]);
    }
    expect(taskOf()).toEqual(before);
  });

  it("the next worker is heard once the first has had its time; the first still is, while nobody was", () => {
    const { ledger, order, ran, taskOf } = setup();
    const [first, second, third] = order(20);
    expect(ledger.refusal(second, ran(20, said))).toBe("Contracts.NotElected");
    ledger.runTo(20 + taskPatience);
    expect(ledger.refusal(third, ran(20, said))).toBe("Contracts.NotElected");
    ledger.run(second, ran(20, failed));
    ledger.run(first, ran(20, said));
    expect(taskOf()).toMatchObject({ due: 20, fails: 0 });
    expect(taskOf().runs.map(({ identity }) => identity)).toEqual([second.identity, first.identity]);
  });

  it.each([
    ["for a block that is not over", 21, "refresh", "Contracts.NotElected"],
    ["for one before it was scheduled", 10, "refresh", "Contracts.NotElected"],
    ["of another name", 20, "other", "Contracts.UnknownTask"],
  ])("nobody tells of a task %s", (_, due, name, error) => {
    const { ledger, miners, ran } = setup();
    for (const miner of miners) expect(ledger.refusal(miner, ran(due, said, name))).toBe(error);
  });

  it("only members are heard, for the contract's own epoch, and no halted contract", () => {
    const { ledger, miners, order, ran, taskOf } = setup();
    const [first] = order(20);
    ledger.run(first, ran(20, said, "refresh", 1));
    const { contracts: all } = ledger.of(contracts);
    const record = all.get(contract);
    if (record) all.put(contract, { ...record, halted: true });
    ledger.run(first, ran(20, said));
    expect(toldIn(ledger.blockOf().messages)).toEqual([]);
    expect(taskOf()).toMatchObject({ due: 0, runs: [] });
    for (const { identity } of miners) ledger.run("Alice", remove({ cluster: 0, identity }));
    expect(ledger.refusal(first, ran(20, said))).toBe("Contracts.NotMember");
  });
});
