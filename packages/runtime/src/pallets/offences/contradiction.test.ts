import { describe, expect, it } from "vitest";
import { reclaim, stop } from "../../testing/farm.ts";
import { type TestEnclave, Tongue } from "../../testing/index.ts";
import { PHA } from "../balances/account-data.ts";
import { offences } from "./spec.ts";
import type { Statement } from "./statement.ts";
import { computing, word } from "./testing.ts";

const other = { stateTag: word(2) };

describe("a contradiction is", () => {
  const pairs: readonly (readonly [string, (tongue: Tongue) => readonly [Statement, Statement]])[] = [
    ["two answers of one state height with different tags", (t) => [t.answer(), t.answer(other)]],
    ["two answers that were signed with others", (t) => [t.batched(), t.batched(other)]],
    ["two receipts", (t) => [t.receipt(), t.receipt(other)]],
    ["an answer and a receipt", (t) => [t.batched({ number: 900 }), t.receipt(other)]],
    ["an answer and a report", (t) => [t.answer(other), t.report()]],
    ["two reports that follow one height", (t) => [t.report(), t.report({ stateHeight: 9 }, 4n)]],
    ["two reports that differ in gas alone", (t) => [t.report(), t.report({ gas: 1n }, 1n)]],
    ["two reports of one height", (t) => [t.report(), t.report({ prevStateHeight: 5, ...other }, 1n)]],
  ];
  it.each(pairs)("%s, by whoever has both", (_, make) => {
    const { ledger, miner, tongue } = computing();
    const [first, second] = make(tongue);
    ledger.run("Zoe", tongue.accuse(first, second));
    expect(ledger.events(offences)).toMatchObject([
      { type: "Reported", value: { offence: 0, amount: 400n * PHA, deed: { value: { worker: miner.identity } } } },
    ]);
  });
});

describe("no contradiction is", () => {
  it.each<readonly [string, (tongue: Tongue) => readonly [Statement, Statement]]>([
    ["one answer twice", (t) => [t.answer(), t.answer()]],
    ["two answers of one state", (t) => [t.answer(), t.batched({ requestHash: word(9), number: 1_001 })]],
    ["two answers of two heights", (t) => [t.answer(), t.answer({ stateHeight: 8, ...other })]],
    ["one report twice", (t) => [t.report(), t.report({}, 1n)]],
    [
      "two reports, one after the other",
      (t) => [t.report(), t.report({ prevStateHeight: 7, stateHeight: 8, ...other })],
    ],
    ["a report and an answer of what it says", (t) => [t.report(), t.receipt()]],
  ])("%s", (_, make) => {
    const { ledger, tongue } = computing();
    expect(ledger.refusal("Zoe", tongue.accuse(...make(tongue)))).toBe("Offences.NoContradiction");
  });

  it("that a worker could not go on, and then did", () => {
    const { ledger, tongue } = computing();
    const stuck = tongue.report({ status: { type: "Stuck" }, stateTag: word(0) }, 1n);
    expect(ledger.refusal("Zoe", tongue.accuse(tongue.report(), stuck))).toBe("Offences.NotSigned");
  });

  it("what two sessions of one worker say: who starts anew may come to another state", () => {
    const { ledger, miner, tongue } = computing();
    const before = tongue.answer();
    miner.startSession();
    miner.register(ledger, "Bob");
    const after = new Tongue(ledger, miner);
    for (const one of [tongue, after])
      expect(ledger.refusal("Zoe", one.accuse(before, after.answer(other)))).toBe("Offences.NotSigned");
  });
});

describe("evidence is refused", () => {
  const refusal = (
    accuse: (tongue: Tongue, of: ReturnType<typeof computing>) => readonly [Tongue, Statement, Statement],
  ) => {
    const of = computing({ names: ["a", "b"] });
    const [by, first, second] = accuse(of.tongue, of);
    return of.ledger.refusal("Zoe", by.accuse(first, second));
  };

  it("that another network's session signed", () => {
    const code = refusal((tongue, { ledger, miner }) => {
      const there = new Tongue(ledger, miner, { genesis: word(0x66) });
      return [tongue, there.answer(), there.answer(other)];
    });
    expect(code).toBe("Offences.NotSigned");
  });

  it.each(["answer", "batched", "receipt", "report"] as const)("of another contract, of which it is no %s", (kind) => {
    const code = refusal((tongue, { ledger, miner }) => {
      const there = new Tongue(ledger, miner, { contract: word(0xc3) });
      return [there, tongue[kind](), tongue[kind](other)];
    });
    expect(code).toBe("Offences.NotSigned");
  });

  it("of a session that is another worker's, or nobody's", () => {
    const named = refusal((tongue, { ledger, farm }) => {
      const [, b] = farm.miners as [TestEnclave, TestEnclave];
      const liar = new Tongue(ledger, b, { worker: tongue.speaker.worker });
      return [liar, liar.answer(), liar.answer(other)];
    });
    const unknown = refusal((tongue, { ledger, miner }) => {
      miner.startSession();
      const liar = new Tongue(ledger, miner);
      return [liar, tongue.answer(), liar.answer(other)];
    });
    expect([named, unknown]).toEqual(["Offences.ForeignSession", "Offences.ForeignSession"]);
  });

  it("that is forged: each statement by each byte that was signed", () => {
    const { ledger, tongue } = computing();
    const forge = (statement: Statement): Statement => structuredClone(statement);
    const good = tongue.answer(other);
    const forged: Statement[] = [];
    for (const make of [tongue.answer(), tongue.batched()]) {
      if (make.type !== "State" || make.value.type === "Receipt") throw new Error("no answer");
      const { facts } = make.value.value;
      const changes = [
        ...[{ codeHash: word(3) }, { number: 999 }, { blockHash: word(3) }, { stateHeight: 8 }, { stateTag: word(3) }],
        ...[{ requestHash: word(3) }, { gas: 1n }, { outcomeHash: word(3) }],
      ];
      for (const change of changes) {
        const copy = forge(make) as typeof make;
        Object.assign(copy.value.value.facts, { ...facts, ...change });
        forged.push(copy);
      }
    }
    const batched = tongue.batched();
    if (batched.type !== "State" || batched.value.type !== "Batched") throw new Error("not batched");
    const { evidence } = batched.value.value;
    for (const change of [{ index: 1 }, { count: 64 }, { path: [] }, { salt: word(3) }, { root: word(3) }])
      forged.push({
        type: "State",
        value: { type: "Batched", value: { ...batched.value.value, evidence: { ...evidence, ...change } } },
      });
    forged.push({ type: "State", value: { type: "Batched", value: { ...batched.value.value, sessionNumber: 2n } } });
    const report = tongue.report();
    if (report.type !== "Reports") throw new Error("no report");
    forged.push({ type: "Reports", value: { ...report.value, sequence: 1n } });
    forged.push({ type: "Reports", value: { ...report.value, reports: report.value.reports.slice(1) } });
    for (const one of forged) expect(ledger.refusal("Zoe", tongue.accuse(one, good))).toBe("Offences.NotSigned");
    expect(forged.length).toBe(24);
    expect(ledger.of(offences).counts.get().all).toBe(0);
  });

  it("a second time, and any other of the same session; not of its next one", () => {
    const { ledger, miner, tongue } = computing();
    const call = tongue.accuse(tongue.answer(), tongue.answer(other));
    ledger.run("Zoe", call);
    expect(ledger.refusal("Yan", call)).toBe("Offences.AlreadyReported");
    const further = new Tongue(ledger, miner, { contract: word(0xc4) });
    expect(ledger.refusal("Yan", further.accuse(further.answer(), further.answer(other)))).toBe(
      "Offences.AlreadyReported",
    );
    miner.startSession();
    miner.register(ledger, "Bob");
    const next = new Tongue(ledger, miner);
    ledger.run("Zoe", next.accuse(next.answer(), next.answer(other)));
    expect(ledger.events(offences)).toMatchObject([{ value: { offence: 1, amount: 360n * PHA } }]);
  });

  it("where nothing answers for it: no session, or one that began after it was said", () => {
    const { ledger, farm, miner, tongue } = computing();
    const began = farm.sessionOf(miner).startedIn;
    const at = (number: number) => tongue.accuse(tongue.answer({ number }), tongue.answer({ ...other, number: 1 }));
    expect(ledger.refusal("Zoe", at(began - 1))).toBe("Offences.NothingAtStake");
    ledger.run("Zoe", at(began));
    const { miner: idle, ledger: quiet } = computing();
    quiet.run("Bob", stop({ worker: idle.identity }));
    quiet.runTo(quiet.now.number + 20);
    quiet.run("Bob", reclaim({ worker: idle.identity }));
    const late = new Tongue(quiet, idle);
    expect(quiet.refusal("Zoe", late.accuse(late.answer(), late.answer(other)))).toBe("Offences.NothingAtStake");
  });
});
