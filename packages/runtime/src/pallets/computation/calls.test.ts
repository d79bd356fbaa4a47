import { root } from "@pha/frame";
import { describe, expect, it } from "vitest";
import { fixedOf } from "../../economy/fixed.ts";
import { Farm, heartbeat, reclaim, reportBenchmark, start, stop, workFor } from "../../testing/farm.ts";
import { callsOf, type TestEnclave } from "../../testing/index.ts";
import { PHA } from "../balances/account-data.ts";
import { poolAccount } from "../stake-pools/account.ts";
import type { Batch } from "../stake-pools/batch.ts";
import { stakePools } from "../stake-pools/spec.ts";
import { system } from "../system/spec.ts";
import { tuning } from "../tuning/spec.ts";
import { computation } from "./spec.ts";

const inPools = callsOf(stakePools);
const names = Array.from("abcdefghij");

/** One miner that computes, and has not been asked. */
function one() {
  const farm = new Farm(["a"]);
  farm.measure();
  const [miner] = farm.miners as [(typeof farm.miners)[0]];
  farm.start(miner);
  return { farm, miner, ledger: farm.ledger };
}

describe("a benchmark", () => {
  it("counts work by the ledger's time, from the round that it began with to the block that has it", () => {
    const farm = new Farm(["a"]);
    const [miner] = farm.miners as [(typeof farm.miners)[0]];
    const { ledger } = farm;
    farm.draw();
    const report = (iterations: bigint, round = farm.round) => reportBenchmark({ round, iterations });
    expect(ledger.refusal(miner, report(1_000n))).toBe("Computation.TooSoon");
    expect(ledger.refusal(miner, report(1_000n, 7n))).toBe("Computation.UnknownRound");
    farm.pass(12);
    ledger.run(miner, report(2_000n));
    expect(ledger.events(computation)).toEqual([{ type: "Benchmarked", value: { worker: miner.identity, p: 1_000 } }]);
    expect(ledger.refusal(miner, report(3_000n))).toBe("Computation.UnknownRound");
    farm.draw();
    farm.pass(6);
    ledger.run(miner, report(1n << 60n));
    expect(ledger.of(computation).scores.get(miner.identity)?.p).toBe(6_000);
  });
});

describe("a worker that is away while a request of one PHA is due", () => {
  const make = () => {
    const farm = new Farm(["a", "b"]);
    const [a, b] = farm.miners as [TestEnclave, TestEnclave];
    const { ledger } = farm;
    farm.measure();
    for (const miner of [a, b]) farm.start(miner);
    ledger.setBalances({ Zoe: 10n * PHA });
    ledger.run("Zoe", inPools.contribute({ pool: 0, amount: PHA }));
    ledger.run("Zoe", inPools.withdraw({ pool: 0, shares: PHA }));
    const { figures } = ledger.of(computation);
    figures.put({ ...figures.get(), grace: 1_000 });
    const isDue = () => {
      const { batches } = ledger.of(stakePools);
      batches.put(0, 0, { ...(batches.get(0, 0) as Batch), due: ledger.now.number });
    };
    const stopOf = ({ identity: worker }: TestEnclave) => stop({ worker });
    const mayNotStop = (miner: TestEnclave) =>
      expect(ledger.refusal("Zoe", stopOf(miner))).toBe("Computation.MayNotStop");
    /** A round that nobody answers but these. */
    const round = (...answers: TestEnclave[]) => {
      farm.draw();
      for (const miner of answers) farm.answer(miner);
      farm.pass(6);
    };
    return { farm, a, b, ledger, isDue, stopOf, mayNotStop, round };
  };

  it("is stopped by anybody when it is away, and the request due, for an hour", () => {
    const { farm, a, b, ledger, isDue, stopOf, mayNotStop, round } = make();
    round(b);
    expect(farm.sessionOf(a).standing.type).toBe("Unresponsive");
    farm.pass(200);
    isDue();
    mayNotStop(a);
    farm.pass(200);
    // Away for more than an hour, but the request is due for less.
    mayNotStop(a);
    farm.pass(101);
    mayNotStop(b);
    ledger.run("Zoe", stopOf(a));
    ledger.run("Zoe", inPools.claim({ pool: 0 }));
    expect(ledger.balanceOf("Zoe").free).toBe(10n * PHA);
  });

  it("is stopped by anybody when it took turns with another for longer than the grace", () => {
    const { farm, a, b, ledger, isDue, stopOf, mayNotStop, round } = make();
    isDue();
    round(b);
    const from = ledger.now.number;
    let [silent, other] = [a, b];
    while (ledger.now.number < from + 1_000) {
      mayNotStop(silent);
      farm.pass(200);
      round();
      expect(farm.sessionOf(other).standing.type).toBe("Unresponsive");
      farm.answer(silent);
      [silent, other] = [other, silent];
    }
    ledger.run("Zoe", stopOf(silent));
    ledger.run("Zoe", inPools.claim({ pool: 0 }));
    expect(ledger.balanceOf("Zoe").free).toBe(10n * PHA);
  });
});

describe("a worker of a pool", () => {
  it("starts with a measured P, enough stake and not too much, once", () => {
    const farm = new Farm(["a"]);
    const [miner] = farm.miners as [(typeof farm.miners)[0]];
    const { ledger } = farm;
    const { identity: worker } = miner;
    const refused = (stake: bigint, who = "Alice") => ledger.refusal(who, start({ worker, stake: stake * PHA }));
    expect(refused(4_000n)).toBe("Computation.NotMeasured");
    farm.measure();
    farm.pass(7_501);
    expect(refused(4_000n)).toBe("Computation.NotMeasured");
    farm.measure();
    expect(refused(4_000n, "Bob")).toBe("StakePools.NotOwner");
    expect(refused(3_162n)).toBe("Computation.TooLittleStake");
    expect(refused(23_000n)).toBe("Computation.TooMuchStake");
    farm.start(miner);
    expect(farm.sessionOf(miner).v >> 64n).toBe(5_590n);
    expect(refused(4_000n)).toBe("Computation.Computing");
    expect(ledger.refusal(miner, reportBenchmark({ round: farm.round, iterations: 1n }))).toBe("Computation.Computing");
  });

  it("is paid for what it was counted for when it answers, and the treasury its part", () => {
    const { farm, miner, ledger } = one();
    const pool = () => ledger.of(system).account.get(poolAccount(0)).data.free;
    farm.pass(100);
    expect(farm.draw()).toEqual([miner.identity]);
    const before = [pool(), farm.paid] as const;
    farm.answer(miner, workFor(1_000, 100));
    expect(farm.paid - before[1]).toBeGreaterThan(9_999n * PHA);
    expect(farm.paid - before[1]).toBeLessThanOrEqual(10_000n * PHA);
    expect(pool() - before[0]).toBeGreaterThan(7_999n * PHA);
    expect(farm.sessionOf(miner)).toMatchObject({ earned: pool() - before[0], deductible: 0n, due: undefined });
    expect(farm.sessionOf(miner).p).toBeGreaterThan(fixedOf(999));
    expect(ledger.refusal(miner, heartbeat({ round: farm.round, iterations: 0n, queries: 0n, gas: 0n }))).toBe(
      "Computation.NotDue",
    );
  });

  it("counts P of its last spare time while it serves, at most a day old, then half of its benchmark's", () => {
    const { farm, miner, ledger } = one();
    farm.pass(60);
    farm.draw();
    farm.answer(miner, workFor(800, 60));
    const spare = farm.sessionOf(miner).p;
    const serve = () => ledger.run(miner, heartbeat({ round: farm.round, iterations: 0n, queries: 1n, gas: 0n }));
    farm.pass(60);
    farm.draw();
    serve();
    expect(farm.sessionOf(miner).p).toBe(spare);
    ledger.of(computation).sessions.put(miner.identity, { ...farm.sessionOf(miner), spare: { p: spare, tick: 0 } });
    farm.pass(7_300);
    farm.draw();
    serve();
    expect(farm.sessionOf(miner).p).toBe(fixedOf(500));
  });

  it("gets nothing from the end of the window on if it does not answer, loses V, and comes back by one answer", () => {
    const { farm, miner, ledger } = one();
    farm.pass(10);
    farm.draw();
    farm.pass(6);
    expect(farm.sessionOf(miner).standing.type).toBe("Unresponsive");
    const { v } = farm.sessionOf(miner);
    expect(ledger.of(computation).shares.get().sum).toBe(0n);
    expect(ledger.of(computation).onlineCount.get()).toBe(0);
    expect(ledger.of(stakePools).pools.get(0)?.suspensions).toBe(1);
    farm.pass(50);
    expect(farm.draw()).toEqual([]);
    farm.answer(miner);
    expect(farm.sessionOf(miner).standing.type).toBe("Idle");
    expect(farm.sessionOf(miner).v).toBeLessThan(v);
    expect(farm.paid).toBe(0n);
    expect(ledger.of(stakePools).pools.get(0)?.suspensions).toBe(0);
    expect(ledger.of(computation).online.get(0)).toBe(miner.identity);
  });

  it("pays stake by the day beyond the grace, and may then be stopped by anybody", () => {
    const { farm, miner, ledger } = one();
    farm.draw();
    farm.pass(6);
    expect(ledger.refusal("Charlie", stop({ worker: miner.identity }))).toBe("Computation.MayNotStop");
    farm.pass(100 + 2 * 7_200);
    const { stake } = farm.sessionOf(miner);
    ledger.run("Charlie", stop({ worker: miner.identity }));
    expect(stake - farm.sessionOf(miner).stake).toBe((2n * stake) / 1_000n);
    expect(ledger.happened(computation)).toEqual(["Slashed", "Stopped"]);
  });

  it("stops, cools down and gives its stake back", () => {
    const { farm, miner, ledger } = one();
    const worker = miner.identity;
    const free = () => ledger.of(stakePools).pools.get(0)?.free as bigint;
    const before = free();
    farm.pass(10);
    expect(ledger.refusal("Charlie", stop({ worker }))).toBe("Computation.MayNotStop");
    expect(ledger.refusal("Charlie", reclaim({ worker }))).toBe("Computation.NotCool");
    ledger.run("Bob", stop({ worker }));
    expect(ledger.of(computation).shares.get().sum).toBe(0n);
    expect(ledger.refusal("Bob", stop({ worker }))).toBe("Computation.Stopped");
    expect(ledger.refusal(miner, heartbeat({ round: farm.round, iterations: 0n, queries: 0n, gas: 0n }))).toBe(
      "Computation.Stopped",
    );
    expect(ledger.refusal("Charlie", reclaim({ worker }))).toBe("Computation.NotCool");
    farm.pass(20);
    ledger.run("Charlie", reclaim({ worker }));
    expect(free() - before).toBe(4_000n * PHA);
    expect(ledger.refusal("Charlie", reclaim({ worker }))).toBe("Computation.NoSession");
    farm.start(miner);
  });
});

describe("a round", () => {
  it("that most do not answer is void: the outage is the network's", () => {
    const farm = new Farm(names);
    farm.measure();
    for (const miner of farm.miners) farm.start(miner);
    farm.pass(10);
    expect(farm.draw().length).toBeGreaterThanOrEqual(4);
    const [first] = farm.miners as [(typeof farm.miners)[0]];
    if (farm.sessionOf(first).due) farm.answer(first);
    farm.pass(6);
    expect(farm.miners.map((miner) => farm.sessionOf(miner).standing.type)).toEqual(names.map(() => "Idle"));
  });

  it("pays nobody who was silent in a void one, and takes nothing from them", () => {
    const farm = new Farm(names);
    farm.measure();
    for (const miner of farm.miners) farm.start(miner);
    farm.pass(100);
    const asked = farm.draw();
    expect(asked.length).toBeGreaterThanOrEqual(4);
    const silent = farm.miners.filter(({ identity }) => asked.includes(identity));
    const before = silent.map((miner) => farm.sessionOf(miner).v);
    farm.pass(6);
    expect(silent.map((miner) => farm.sessionOf(miner).v)).toEqual(before);
    for (const miner of silent) {
      farm.ledger.of(computation).sessions.put(miner.identity, { ...farm.sessionOf(miner), due: farm.round });
      farm.answer(miner);
    }
    // A tick or two since the round's time was over, of more than a hundred.
    expect(farm.paid).toBeLessThanOrEqual(200n * PHA);
    expect(farm.ledger.of(stakePools).pools.get(0)?.suspensions).toBe(0);
  });

  it("asks nobody who is asked already, nor who has been stopped since", () => {
    const { farm, miner, ledger } = one();
    farm.pass(2);
    expect(farm.draw()).toEqual([miner.identity]);
    farm.pass(1);
    expect(farm.draw()).toEqual([]);
    ledger.run("Alice", stop({ worker: miner.identity }));
    farm.pass(6);
    expect(farm.sessionOf(miner).standing.type).toBe("CoolingDown");
  });

  it("waits for three blocks, however much later they come", () => {
    const farm = new Farm(["a"]);
    farm.measure();
    const [miner] = farm.miners as [(typeof farm.miners)[0]];
    farm.start(miner);
    farm.pass(2);
    farm.draw();
    farm.ledger.of(computation).open.put([{ round: farm.round, tick: 0, block: farm.ledger.now.number }]);
    farm.pass(2);
    expect(farm.sessionOf(miner).standing.type).toBe("Idle");
    farm.pass(1);
    expect(farm.sessionOf(miner).standing.type).toBe("Unresponsive");
  });
});

it("pays what has been by the figures that held then", () => {
  const { farm, miner, ledger } = one();
  farm.pass(100);
  const budget = { type: "Computation", value: { type: "budget", value: 900n * PHA } } as const;
  ledger.run(root, callsOf(tuning).set({ parameter: budget }));
  farm.draw();
  farm.answer(miner, workFor(1_000, 100));
  expect(farm.paid).toBeLessThanOrEqual(10_000n * PHA);
  farm.pass(10);
  farm.draw();
  const before = farm.paid;
  farm.answer(miner, workFor(1_000, 110));
  expect(farm.paid - before).toBeGreaterThan(8_999n * PHA);
  expect(ledger.of(computation).sets.get()).toHaveLength(2);
});
