import { type Hex, utf8 } from "@pha/codec";
import { describe, expect, it } from "vitest";
import { accountOf, callsOf, TestEnclave, type TestLedger, testPallet } from "../../testing/index.ts";
import { clustersPallet } from "../clusters/pallet.ts";
import { type Cluster, clusters } from "../clusters/spec.ts";
import { tickNow } from "../timestamp/clock.ts";
import { recordReport } from "./agreement.ts";
import { effectsRoot } from "./effect.ts";
import { codeHashOf, contractId, reasonHash } from "./ids.ts";
import { maxAhead, maxSteps } from "./limits.ts";
import { missedReports } from "./missed.ts";
import { contractsPallet } from "./pallet.ts";
import { nothingAgreed, type Report } from "./record.ts";
import { contracts } from "./spec.ts";

const nothingWanted = { returned: [], list: [] };
const { upload_code, instantiate, publish_key, report } = callsOf(contracts);
const { apply, admit, create, remove } = callsOf(clusters);
const tag = (byte: string): Hex => `0x${byte.repeat(32)}`;
const code = utf8("export default {}");
const salt = new Uint8Array();
const cluster = 1;
const contract = contractId({ deployer: accountOf("Alice"), cluster, codeHash: codeHashOf(code), salt });

/** A contract in a cluster of Alice's that counts as at least so many; of the miners, the first are its members. */
function setup({ minMembers, members }: { readonly minMembers: number; readonly members: number }) {
  const ledger = testPallet([clustersPallet, contractsPallet]);
  ledger.run("Alice", create({ minMembers }));
  ledger.run("Alice", upload_code({ code }));
  ledger.run("Alice", instantiate({ cluster, codeHash: codeHashOf(code), args: new Uint8Array(), salt }));
  ledger.runTo(10);
  const miners = ["a", "b", "c", "d"].map((name) => new TestEnclave(name, "Miner"));
  const join = ({ identity }: TestEnclave) => {
    ledger.run("Bob", apply({ cluster, identity }));
    ledger.run("Alice", admit({ cluster, identity }));
  };
  for (const miner of miners) miner.register(ledger, "Bob");
  for (const miner of miners.slice(0, members)) join(miner);
  return {
    ledger,
    miners: miners as [TestEnclave, TestEnclave, TestEnclave, TestEnclave],
    join,
    leave: ({ identity }: TestEnclave) => ledger.run("Alice", remove({ cluster, identity })),
    key(miner: TestEnclave, key: Hex) {
      ledger.run(miner, publish_key({ contract, epoch: 0, key }));
      return ledger.happened(contracts);
    },
    state(miner: TestEnclave, ...says: Parameters<typeof claim>) {
      ledger.run(miner, report({ reports: [claim(...says)] }));
      return ledger.happened(contracts);
    },
    agreed: () => ledger.of(contracts).contracts.get(contract)?.agreed.stateHeight,
  };
}

const claim = (prevStateHeight: number, stateHeight: number, stateTag: Hex, rest: Partial<Report> = {}): Report => ({
  ...nothingAgreed,
  contract,
  prevStateHeight,
  stateHeight,
  stateTag,
  reason: undefined,
  effects: undefined,
  ...rest,
});

/** That the constructor failed, for a reason. */
function broken(code: string): Pick<Report, "status" | "reason"> {
  const reason = { code, message: "" };
  return { status: { type: "Broken", value: reasonHash(reason) }, reason };
}

describe("a cluster with fewer members than its minimum", () => {
  it("agrees on nothing that fewer than the majority of the minimum say", () => {
    const { miners, key, state, join } = setup({ minMembers: 3, members: 1 });
    expect(key(miners[0], tag("01"))).toEqual([]);
    expect(state(miners[0], 0, 3, tag("aa"))).toEqual([]);
    join(miners[1]);
    expect(key(miners[1], tag("01"))).toEqual(["KeyPublished"]);
    expect(state(miners[1], 0, 3, tag("aa"))).toEqual(["Agreed"]);
  });

  it("waits for those who may still join before it calls a contract disputed", () => {
    const { miners, state, join } = setup({ minMembers: 3, members: 2 });
    state(miners[0], 0, 3, tag("aa"));
    expect(state(miners[1], 0, 3, tag("bb"))).toEqual([]);
    join(miners[2]);
    expect(state(miners[2], 0, 3, tag("bb"))).toEqual(["Agreed", "Dissent"]);
  });
});

describe("what a member said before it was removed", () => {
  it("counts for no key", () => {
    const { miners, key, leave } = setup({ minMembers: 1, members: 3 });
    key(miners[0], tag("01"));
    leave(miners[0]);
    expect(key(miners[1], tag("01"))).toEqual([]);
    expect(key(miners[2], tag("01"))).toEqual(["KeyPublished"]);
  });

  it("counts for no state, also of a height whose turn comes later", () => {
    const { miners, state, leave } = setup({ minMembers: 1, members: 4 });
    state(miners[0], 3, 4, tag("bb"));
    state(miners[1], 3, 4, tag("bb"));
    leave(miners[0]);
    for (const miner of miners.slice(1, 3)) state(miner, 0, 3, tag("aa"));
    leave(miners[3]);
    expect(state(miners[1], 3, 4, tag("bb"))).toEqual([]);
    expect(state(miners[2], 3, 4, tag("bb"))).toEqual(["Agreed"]);
  });
});

describe("a vote", () => {
  it("is on the ledger until it is decided, and only that of members", () => {
    const { ledger, miners, key, state, leave } = setup({ minMembers: 1, members: 4 });
    const { keyVotes, stateVotes } = ledger.of(contracts);
    const voters = () => [keyVotes.get(contract, 0), stateVotes.get(contract, 0)].map((votes) => votes.length);
    for (const miner of miners.slice(0, 2)) {
      key(miner, tag("01"));
      state(miner, 0, 3, tag("aa"));
    }
    leave(miners[0]);
    key(miners[2], tag("02"));
    state(miners[2], 0, 3, tag("bb"));
    expect(voters()).toEqual([2, 2]);
    key(miners[3], tag("01"));
    state(miners[3], 0, 3, tag("aa"));
    expect(voters()).toEqual([0, 0]);
  });

  it("for a key is refused for another epoch", () => {
    const { ledger, miners } = setup({ minMembers: 1, members: 1 });
    const other = publish_key({ contract, epoch: 1, key: tag("01") });
    expect(ledger.refusal(miners[0], other)).toBe("Contracts.WrongEpoch");
  });

  it("is of blocks that are there: up to the one before", () => {
    const { ledger, miners, state } = setup({ minMembers: 1, members: 1 });
    const { number } = ledger.now;
    const early = report({ reports: [claim(0, number, tag("aa"))] });
    expect(ledger.refusal(miners[0], early)).toBe("Contracts.BadReport");
    expect(state(miners[0], 0, number - 1, tag("aa"))).toEqual(["Agreed"]);
  });

  it("that comes late is measured only by the height that was agreed last", () => {
    const { miners, state } = setup({ minMembers: 1, members: 3 });
    for (const [prev, height, byte] of [
      [0, 3, "aa"],
      [3, 4, "bb"],
    ] as const)
      for (const miner of miners.slice(0, 2)) state(miner, prev, height, tag(byte));
    expect(state(miners[2], 0, 3, tag("cc"))).toEqual([]);
    expect(state(miners[2], 3, 4, tag("cc"))).toEqual(["Dissent"]);
  });

  it("counts for nothing once the contract is halted", () => {
    const { miners, state, leave, agreed } = setup({ minMembers: 1, members: 3 });
    state(miners[0], 0, 3, tag("aa"));
    state(miners[1], 0, 3, tag("bb"));
    expect(state(miners[2], 0, 3, tag("cc"))).toEqual(["Disputed"]);
    leave(miners[2]);
    expect(state(miners[0], 0, 3, tag("bb"))).toEqual([]);
    expect(state(miners[1], 3, 4, tag("bb"))).toEqual([]);
    expect(agreed()).toBe(0);
  });
});

describe("two reports", () => {
  it.each<[string, Partial<Report>]>([
    ["effects", { effectsRoot: effectsRoot(nothingWanted), effects: nothingWanted }],
    ["receipts", { receiptsRoot: tag("11") }],
    ["gas", { gas: 1n }],
    ["size of the state", { stateKib: 1 }],
    ["status", broken("contract.NoStart")],
  ])("that differ in %s alone do not support each other", (_, field) => {
    const { miners, state } = setup({ minMembers: 1, members: 3 });
    state(miners[0], 0, 3, tag("aa"), field);
    expect(state(miners[1], 0, 3, tag("aa"))).toEqual([]);
    expect(state(miners[2], 0, 3, tag("aa"))).toEqual(["Agreed", "Dissent"]);
  });
});

describe("a worker that could not go on", () => {
  const stuck: Partial<Report> = { status: { type: "Stuck" } };

  it("may come to a word yet, which counts as any", () => {
    const { miners, state } = setup({ minMembers: 1, members: 3 });
    state(miners[0], 0, 3, tag("aa"), stuck);
    expect(state(miners[0], 0, 3, tag("aa"))).toEqual([]);
    expect(state(miners[1], 0, 3, tag("aa"))).toEqual(["Agreed"]);
  });

  it("counts once, however often it says so", () => {
    const { miners, state, agreed } = setup({ minMembers: 1, members: 3 });
    for (let time = 0; time < 3; time++) expect(state(miners[0], 0, 3, tag("aa"), stuck)).toEqual([]);
    for (const miner of miners.slice(1, 3)) state(miner, 0, 3, tag("aa"));
    expect(agreed()).toBe(3);
  });
});

it("a reason that nobody agreed on is not the contract's, whoever brings it", () => {
  const { ledger, miners, state, leave } = setup({ minMembers: 1, members: 4 });
  for (const miner of miners.slice(0, 2)) state(miner, 0, 3, tag("aa"), broken("contract.NoStart"));
  leave(miners[3]);
  expect(state(miners[2], 0, 3, tag("aa"), broken("contract.Another"))).toEqual(["Agreed", "Broken", "Dissent"]);
  expect(ledger.of(contracts).contracts.get(contract)?.broken?.code).toBe("unknown");
});

it("one call decides a height for each of its reports, and 8 that waited; who reports again has it go on", () => {
  const { ledger, miners, state, agreed } = setup({ minMembers: 1, members: 2 });
  ledger.runTo(50);
  const decided = () => ledger.happened(contracts).length;
  for (const miner of miners.slice(0, 2))
    for (let height = 2; height < maxAhead; height++) state(miner, height, height + 1, tag("aa"));
  state(miners[0], 1, 2, tag("aa"));
  state(miners[0], 0, 1, tag("aa"));
  ledger.run(miners[1], report({ reports: [claim(0, 1, tag("aa")), claim(1, 2, tag("aa"))] }));
  expect([decided(), agreed()]).toEqual([maxSteps + 2, maxSteps + 2]);
  state(miners[0], maxAhead - 1, maxAhead, tag("aa"));
  expect([decided(), agreed()]).toEqual([maxAhead - maxSteps - 2, maxAhead]);
});

it("who reports again has decided what can be since another member left", () => {
  const { miners, state, leave, agreed } = setup({ minMembers: 1, members: 4 });
  for (const miner of miners.slice(0, 2)) state(miner, 0, 3, tag("aa"));
  leave(miners[3]);
  expect(agreed()).toBe(0);
  expect(state(miners[0], 0, 3, tag("aa"))).toEqual(["Agreed"]);
});

describe("what a member has waiting", () => {
  /** Rows of votes on heights, and what is known of one member's. */
  function waitingOf(ledger: TestLedger, { identity }: TestEnclave) {
    const { stateVotes, ahead } = ledger.of(contracts);
    const rows = Array.from({ length: 60 }, (_, height) => height).filter(
      (height) => stateVotes.get(contract, height).length > 0,
    );
    return { rows, heights: ahead.get(contract, identity) };
  }

  it("may go on when the ledger has agreed on the first of it, and finds room however much that was", () => {
    const { ledger, miners, state, agreed } = setup({ minMembers: 1, members: 3 });
    ledger.runTo(60);
    for (let height = 0; height < maxAhead; height++) state(miners[0], height, height + 1, tag("aa"));
    const next = report({ reports: [claim(maxAhead, maxAhead + 1, tag("aa"))] });
    expect(ledger.refusal(miners[0], next)).toBe("Contracts.TooFarAhead");
    for (let height = 0; height < maxAhead; height++) state(miners[1], height, height + 1, tag("aa"));
    expect(agreed()).toBe(maxAhead);
    const reports = Array.from({ length: maxAhead }, (_, i) => claim(maxAhead + i, maxAhead + i + 1, tag("aa")));
    ledger.run(miners[0], report({ reports }));
    const heights = reports.map(({ prevStateHeight }) => prevStateHeight);
    expect(waitingOf(ledger, miners[0])).toEqual({ rows: heights, heights });
  });

  it("is told again for nothing: it has its place already", () => {
    const { ledger, miners, state } = setup({ minMembers: 1, members: 3 });
    ledger.runTo(60);
    for (let time = 0; time < 2; time++)
      for (let height = 0; height < maxAhead; height++) state(miners[0], height, height + 1, tag("aa"));
    expect(waitingOf(ledger, miners[0]).heights).toHaveLength(maxAhead);
  });

  it("is taken back, one with each report, once the agreement went another way", () => {
    const { ledger, miners, state } = setup({ minMembers: 1, members: 3 });
    ledger.runTo(60);
    const [stray, a, b] = [miners[2], miners[0], miners[1]];
    for (let height = 1; height <= maxAhead; height++) state(stray, height, height + 1, tag("cc"));
    state(a, 3, 20, tag("aa"));
    for (const miner of [a, b]) state(miner, 0, 30, tag("aa"));
    expect(waitingOf(ledger, stray)).toMatchObject({ rows: Array.from({ length: maxAhead }, (_, i) => i + 1) });
    for (let height = 30; height < 34; height++) state(stray, height, height + 1, tag("cc"));
    expect(waitingOf(ledger, stray).rows).toEqual([3, ...Array.from({ length: 12 }, (_, i) => i + 5), 30, 31, 32, 33]);
    expect(ledger.of(contracts).stateVotes.get(contract, 3)).toMatchObject([{ identity: a.identity }]);
  });

  it("is charged for taking one back only where one lay", () => {
    const { ledger, miners, state } = setup({ minMembers: 1, members: 3 });
    ledger.runTo(60);
    const strays: boolean[] = [];
    const tell = (height: number) =>
      ledger.act((env) => {
        const members = env.of(clusters).state.clusters.get(cluster) as Cluster;
        const said = claim(height, height + 1, tag("cc"));
        strays.push(recordReport(env, members, said, miners[2].identity, 1).isStray);
      });
    for (const height of [0, 1]) tell(height);
    for (const miner of miners.slice(0, 2)) state(miner, 0, 30, tag("aa")); // which decides height 0
    for (const height of [30, 31, 32]) tell(height);
    expect(strays).toEqual([false, false, false, true, false]);
  });
});

describe("a member that reports nothing", () => {
  const behind = (ledger: TestLedger) => ledger.of(clusters).behind.get(cluster);

  it("is not up to date once it has missed more than eight heights, and is again with one that the majority agrees to", () => {
    const { ledger, miners, state, leave } = setup({ minMembers: 1, members: 3 });
    const [a, b, c] = miners;
    const heights = (from: number, to: number) => {
      for (let height = from; height < to; height++) {
        ledger.runTo(Math.max(ledger.now.number, height + 12));
        for (const miner of [a, b]) state(miner, height, height + 1, tag("11"));
      }
    };
    heights(0, missedReports);
    expect(behind(ledger)).toEqual([]);
    state(c, missedReports - 1, missedReports, tag("11"));
    heights(missedReports, 2 * missedReports);
    expect(behind(ledger)).toEqual([]);
    heights(2 * missedReports, 2 * missedReports + 1);
    expect(ledger.happened(contracts)).toContain("FellBehind");
    expect(behind(ledger)).toMatchObject([{ identity: c.identity, contracts: 1 }]);
    state(c, 2 * missedReports, 2 * missedReports + 1, tag("22"));
    expect(behind(ledger)).toMatchObject([{ contracts: 1 }]);
    expect(state(c, 2 * missedReports, 2 * missedReports + 1, tag("11"))).toContain("CaughtUp");
    expect(behind(ledger)).toMatchObject([{ identity: c.identity, contracts: 0, since: ledger.act(tickNow) }]);
    leave(c);
    expect(behind(ledger)).toEqual([]);
  });

  it("lacks nothing of a contract that is halted", () => {
    const { ledger, miners, state } = setup({ minMembers: 1, members: 4 });
    const [a, b, c, d] = miners;
    for (let height = 0; height <= missedReports; height++) {
      ledger.runTo(Math.max(ledger.now.number, height + 12));
      for (const miner of [a, b, c]) state(miner, height, height + 1, tag("11"));
    }
    expect(behind(ledger)).toMatchObject([{ identity: d.identity, contracts: 1 }]);
    const at = missedReports + 1;
    for (const [miner, byte] of [
      [a, "11"],
      [b, "22"],
      [c, "33"],
    ] as const)
      state(miner, at, at + 1, tag(byte));
    expect(ledger.of(contracts).contracts.get(contract)?.halted).toBe(true);
    expect(behind(ledger)).toMatchObject([{ identity: d.identity, contracts: 0 }]);
  });
});
