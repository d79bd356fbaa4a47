import { fixedBytes, H256 } from "@pha/codec";
import { definePallet, makeCall, map } from "@pha/frame";
import { type Bounded, boundedOf, democracy, scheduler, sudo, system, taskOf, utility } from "@pha/runtime/spec";
import { dev } from "@pha/runtime/testing";
import { TestChain } from "@pha/sdk/testing";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { runLine } from "../testing/run-line.ts";

let chain: TestChain;
beforeEach(() => {
  chain = new TestChain();
  chain.append();
  vi.stubGlobal("fetch", (url: string, init?: RequestInit) => chain.fetch(url, init));
  vi.useFakeTimers({ toFake: ["Date"], now: chain.nowMs });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function done(line: string, stdin = "") {
  const { code, err, json } = await runLine(`${line} --json`, {
    env: { PHA_CHAIN_URL: chain.url },
    stdin: async () => stdin,
  });
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return json();
}
const text = async (line: string) => (await runLine(line, { env: { PHA_CHAIN_URL: chain.url } })).out;

const remark = makeCall(system, "remark", { remark: new Uint8Array(3) });
const { bounded: inline } = boundedOf(remark);

/** Has a referendum pass in the next block; its call is due so many blocks later. Gives the block in which it passed. */
function pass({ index = 0, delay = 2, proposal = inline as Bounded } = {}): number {
  const end = chain.head.header.number + 2;
  chain.append([], (of) => {
    const state = of(democracy);
    const tally = { ayes: 10n ** 12n, nays: 0n, turnout: 10n ** 12n };
    const threshold = { type: "SimpleMajority" } as const;
    state.referendumInfoOf.put(index, { type: "Ongoing", value: { end, proposal, threshold, delay, tally } });
    state.lowestUnbaked.put(index);
    state.referendumCount.put(index + 1);
    state.due.put(end);
  });
  chain.append();
  return end;
}

const shown = () => done("gov show referendum 0");

it("a call that nobody noted is told as what failed", async () => {
  const end = pass({ proposal: { type: "Lookup", value: { hash: `0x${"11".repeat(32)}`, len: 300 } } });
  expect(await shown()).toMatchObject({ approved: true, end, dueAt: end + 2 });
  for (let i = 0; i < 3; i++) chain.append();
  const became = { status: "passed-but-failed", block: end + 2, error: "Scheduler.CallUnavailable" };
  expect(await shown()).toMatchObject({ became });
  expect(await text("gov show referendum 0")).toMatch(
    /was due in block \d+: it FAILED with Scheduler\.CallUnavailable/,
  );
});

it("a call that no block had room for is told as one that nothing came of", async () => {
  const call = inline;
  const origin = { type: "system", value: { type: "Root" } } as const;
  const task = { maybe_id: undefined, priority: 255, call, maybe_periodic: undefined, origin, filters: [] };
  const first = chain.head.header.number + 4;
  chain.append([], (of) => {
    for (let when = first; when < first + 12; when++) of(scheduler).agenda.put(when, Array(50).fill(task));
  });
  const end = pass({ delay: 3 });
  expect(await shown()).toMatchObject({ approved: true, end, became: { status: "not-scheduled", block: end } });
});

it("a call that was taken back is told as that", async () => {
  const end = pass({ delay: 9 });
  const call = makeCall(scheduler, "cancel_named", { id: taskOf(0) });
  chain.run(dev("Alice"), makeCall(sudo, "sudo", { call }));
  expect(await shown()).toMatchObject({ end, became: { status: "withdrawn", block: end + 1 } });
});

it("what passed is listed and due until its block, however far that is and however many came after it", async () => {
  const end = pass({ delay: 50_400 });
  chain.append([], (of) => of(democracy).referendumCount.put(90));
  expect((await done("gov list")).measures).toMatchObject([{ name: "enactment 0", block: end + 50_400 }]);
  const { entries, whole } = await done("gov calendar");
  expect(whole).toBe(true);
  expect(entries.at(-1)).toMatchObject({
    ...{ what: "enactment", block: end + 50_400, subject: { type: "referendum", index: 0 } },
    call: { type: "System", value: { type: "remark" } },
  });
});

it("a motion whose call is another version's is listed, voted on and closed like others", async () => {
  const call = '{"type":"System","value":{"type":"remark","value":{"remark":"0x00"}}}';
  await done("gov council propose - --from //Alice", call);
  const [motion] = (await done("gov list")).measures;
  const raw = definePallet("Council", 60, {
    storage: { proposalOf: map(H256, fixedBytes(3), { hasher: "Identity", doc: "Bytes of any call." }) },
  });
  chain.append([], (of) => of(raw).proposalOf.put(motion.call.hash, "0xfa0001"));
  const listed = await done("gov list");
  expect(listed.measures).toMatchObject([{ call: { missing: "its bytes are of no call that is known here" } }]);
  expect(await text("gov show council 0")).toMatch(/call +0x[0-9a-f]{64}, its bytes are of no call that is known here/);
  for (const who of ["//Alice", "//Bob", "//Charlie"]) await done(`gov council vote 0 nay --from ${who}`);
  expect(await done("gov council close 0 --from //Eve")).toMatchObject({ outcome: "disapproved" });
});

it("an upgrade that was followed, and fails at its block, ends with why", async () => {
  const code = makeCall(system, "set_code", { code: new Uint8Array(8) });
  const { bounded } = boundedOf(makeCall(utility, "batch_all", { calls: [remark, code] }));
  const end = pass({ delay: 2, proposal: bounded });
  let looks = 0;
  chain.breakAfter = (request) => {
    if (request.includes("/entries") && ++looks > 1) chain.append();
    return false;
  };
  const line = "upgrade status --follow --json";
  const { code: exit, err } = await runLine(line, { env: { PHA_CHAIN_URL: chain.url } });
  expect(exit).toBe(1);
  const lines = err.split("\n").filter((line) => line.startsWith("{"));
  expect(JSON.parse(lines.at(-1) ?? "").error).toMatchObject({ code: "cli.UpgradeFailed" });
  expect(err).toMatch(new RegExp(`its call was due in block ${end + 2}: it FAILED with System\\.`));
});
