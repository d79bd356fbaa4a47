import { childBounties, PHA } from "@pha/runtime/spec";
import { TestChain } from "@pha/sdk/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
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

const run = (line: string | readonly string[], stdin = "") =>
  runLine(line, { env: { PHA_CHAIN_URL: chain.url }, stdin: async () => stdin });

/** What a line that succeeds tells, in JSON. */
async function done(line: string, stdin?: string) {
  const { code, err, json } = await run(`${line} --json`, stdin);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return json();
}

/** The error of a line that does not. */
async function refused(line: string, stdin?: string) {
  const { code, err } = await run(`${line} --json`, stdin);
  return { exit: code, ...JSON.parse(err).error };
}

/** Goes on to a block. */
function goTo(number: number): void {
  while (chain.head.header.number < number) chain.append();
}

const remark = '{"type":"System","value":{"type":"remark","value":{"remark":"0x00"}}}';
const spend = JSON.stringify({
  type: "Treasury",
  value: { type: "spend", value: { amount: String(5n * PHA), beneficiary: "//Ferdie" } },
});

describe("a referendum of the public, by pha gov alone", () => {
  it("is proposed, seconded, voted on, and enacted", async () => {
    expect(await done("gov propose - --from //Alice", remark)).toMatchObject({
      proposal: 0,
      deposit: String(10n * PHA),
    });
    await done("gov second 0 --from //Bob");
    expect((await done("gov list")).measures).toMatchObject([
      { name: "proposal 0", depositors: { length: 2 }, call: { type: "System", value: { type: "remark" } } },
    ]);
    expect((await run("gov show proposal 0")).out).toMatch(/public proposal: 2 deposits of 10 PHA/);

    goTo(70);
    expect((await run("gov list")).out).toMatch(/referendum 0 +until block 140, would fail +System\.remark/);
    await done("gov vote 0 aye 100 --conviction 2 --from //Bob");
    await done("gov vote 0 split --aye 3 --nay 2 --abstain 1 --from //Charlie");
    await done("gov vote 0 nay 1 --from //Eve");
    await done("gov withdraw 0 --from //Eve");
    await done("gov delegate //Bob 50 --from //Dave");
    const { measures } = await done("gov list");
    expect(measures[0]).toMatchObject({ passes: true, tally: { ayes: String((2053n * PHA) / 10n) } });

    goTo(140);
    expect((await run("gov list")).out).toMatch(/enactment 0 +at block 210 +System\.remark/);
    expect((await run("gov calendar")).out).toMatch(/block 210 +dispatched: System\.remark/);
    const shown = (await run("gov show referendum 0")).out;
    expect(shown).toMatch(/^referendum 0 passed at block 140; its call is dispatched at block 210\.$/m);
    expect(shown).toMatch(/ayes +205\.3 PHA\nnays +0\.2 PHA\nturnout +156 PHA of [\d,.]+ PHA that could vote\n/);
    expect(shown).toMatch(/call +System\.remark \{"remark":"0x00"\}$/m);
    goTo(210);
    expect((await done("gov list")).measures).toEqual([]);
    for (const late of ["gov vote 0 aye 1", "gov second 0"])
      expect(await refused(`${late} --from //Eve`)).toMatchObject({ code: "cli.MeasureIsOver", exit: 2 });

    expect(await done("gov unlock --from //Charlie")).toMatchObject({ removed: [0], locked: "0" });
    expect(await done("gov unlock --from //Bob")).toMatchObject({
      removed: [0],
      locked: String(100n * PHA),
      until: 280,
    });
    expect(await run("gov unlock --from //Dave")).toMatchObject({
      code: 0,
      out: expect.stringContaining("gov undelegate"),
    });
    expect((await run("gov undelegate --from //Dave")).out).toMatch(
      /Nothing binds what was delegated any more: pha gov unlock/,
    );
    expect((await run("account balance //Dave")).out).toMatch(
      /locked +50 PHA +votes that were taken back, binds no more +freed by pha gov unlock/,
    );
    await done("gov unlock --from //Dave");
    await done("gov delegate //Bob 20 --conviction 1 --from //Dave");
    const { out } = await run("gov undelegate --from //Dave");
    expect(out).toMatch(/20 PHA stay bound until block \d+; then pha gov unlock frees them/);
  });
});

describe("the council's way", () => {
  it("is moved, fast-tracked by the committee, and enacted", async () => {
    const moved = await done("gov council propose - --referendum majority --from //Alice", spend);
    expect(moved).toMatchObject({ motion: 0, threshold: 3, seats: 5 });
    expect((await run("gov show council 0")).out).toMatch(/gov council vote 0 aye --account NAME {3}# a member$/m);
    for (const who of ["//Alice", "//Bob", "//Charlie"]) await done(`gov council vote 0 aye --from ${who}`);
    const listed = (await run("gov list")).out;
    expect(listed).toMatch(/council 0 +3 of 3 ayes, has its ayes: anybody may close it/);
    expect(listed).toMatch(/pha gov council close 0 --account NAME {3}# anybody$/m);
    const closed = await run("gov council close 0 --from //Dave");
    expect(closed.out).toMatch(/had its ayes, and was done[\s\S]*pha gov committee fast-track/);
    expect((await run("gov list")).out).toMatch(/external +from block 70 +Treasury\.spend/);

    expect(await done("gov committee fast-track --voting 4 --from //Alice")).toMatchObject({
      motion: 0,
      threshold: 2,
      seats: 3,
    });
    for (const who of ["//Alice", "//Bob"]) await done(`gov committee vote 0 aye --from ${who}`);
    await done("gov committee close 0 --from //Alice");
    await done("gov vote 0 aye 10 --from //Eve");
    goTo(chain.head.header.number + 30);
    expect((await run("accounts //Ferdie")).out).toContain("10,000,005 PHA");
  });
});

describe("a parameter", () => {
  const call = (value: string) =>
    `{"type":"Tuning","value":{"type":"set","value":{"parameter":{"type":"TransactionPayment","value":{"type":"base","value":"${value}"}}}}}`;
  const cost = async () => BigInt((await done("transfer //Bob 1 --from //Ferdie")).fee);

  it("is changed by a referendum, and holds from then on", async () => {
    const shown = await done("parameter show TransactionPayment.base");
    expect(shown).toMatchObject({ value: String(PHA / 1_000n), max: String(PHA), unit: "plancks" });
    const before = await cost();
    await done("gov propose - --from //Alice", call(String(PHA / 2n)));
    goTo(70);
    await done("gov vote 0 aye 100 --from //Bob");
    goTo(210);
    expect((await run("parameter list")).out).toMatch(/TransactionPayment\.base +0\.5 PHA +0 to 1 PHA/);
    expect((await cost()) - before).toBe(PHA / 2n - PHA / 1_000n);
  });

  it("that is none is refused, with the name that was probably meant", async () => {
    const told = await refused("parameter show TransactionPayment.bose");
    expect(told).toMatchObject({
      code: "cli.UnknownParameter",
      message: expect.stringContaining("TransactionPayment.base"),
    });
  });
});

describe("money", () => {
  it("is asked for, and a tip is reported, declared and closed", async () => {
    expect(await done("gov treasury propose //Bob 100 --from //Eve")).toMatchObject({ proposal: 0 });
    expect((await run("gov treasury list")).out).toMatch(/spend 0 +100 PHA, waits for the council +to \w+/);
    const { tip } = await done("gov tip report //Bob well-done --from //Eve");
    const { out } = await run("gov list");
    expect(out).toMatch(/spend 0 +100 PHA, waits for the council +to \w+/);
    expect(out).toMatch(new RegExp(`tip ${tip} +0 declared, waits for half of the council +to \\w+`));
    expect(out).toMatch(/\ncouncil: 5\w+ 5\w+.*\ncommittee: 5\w+/);
    expect(await done("gov list")).toMatchObject({ measures: [], spends: [{ proposal: 0 }], tips: [{ tip }] });
    for (const who of ["//Alice", "//Bob", "//Charlie"]) await done(`gov tip declare ${tip} 10 --from ${who}`);
    expect((await run(`gov tip show ${tip}`)).out).toMatch(/reason +well-done[\s\S]*closes +at block \d+/);
    goTo(chain.head.header.number + 10);
    const closed = await run(`gov tip close ${tip} --from //Ferdie`);
    expect(closed.out).toMatch(/Paid 8 PHA to \w+\.\nPaid 2 PHA of what was declared to \w+, who reported it\./);
  });

  it("of a bounty's part can be claimed at a block that the calendar names", async () => {
    const who = `0x${"11".repeat(32)}` as const;
    const status = { type: "PendingPayout", value: { curator: who, beneficiary: who, unlock_at: 90 } } as const;
    const child = { parent_bounty: 2, value: 5n * PHA, fee: PHA, curator_deposit: 0n, status };
    chain.append([], (of) => of(childBounties).childBounties.put(2, 7, child));
    expect((await run("gov calendar")).out).toMatch(/block 90 +child bounty 7 of bounty 2 can be claimed$/m);
    expect((await done("gov calendar")).entries).toContainEqual({
      ...{ what: "child-bounty-payout", block: 90 },
      subject: { type: "child-bounty", bounty: 2, index: 7 },
    });
  });

  it("that the treasury has not is warned of", async () => {
    const much = JSON.stringify({
      type: "Treasury",
      value: { type: "spend", value: { amount: String(10n ** 21n), beneficiary: "//Bob" } },
    });
    const warning = /the treasury can spend [\d,.]+ PHA: 1,000,000,000 PHA would wait until it has as much/;
    expect((await run("gov propose - --from //Alice", much)).err).toMatch(warning);
    expect((await run("gov council propose - --from //Alice", much)).err).toMatch(warning);
    expect((await run("gov treasury propose //Bob 1000000000 --from //Alice")).err).toMatch(warning);
    expect((await run("gov propose - --from //Alice", spend)).err).not.toMatch(warning);
  });
});

describe("what cannot be is refused before anything is signed, and told what could", () => {
  it.each([
    ["gov second 7 --from //Alice", "cli.NoSuchMeasure", 2],
    ["gov vote 0 aye 5 --from //Alice", "cli.NoSuchMeasure", 2],
    ["gov council vote 0 aye --from //Alice", "cli.NoSuchMeasure", 2],
    ["gov show referendum 0", "cli.NoSuchMeasure", 2],
    ["gov vote 0 aye --from //Alice", "cli.BadVote", 2],
    ["gov vote 0 split 5 --from //Alice", "cli.BadVote", 2],
    ["gov vote 0 aye 5 --nay 1 --from //Alice", "cli.BadVote", 2],
    ["gov committee fast-track --from //Alice", "cli.NothingToFastTrack", 2],
    ["gov propose nowhere.json --from //Alice", "cli.BadCall", 2],
    ["gov undelegate --from //Alice", "Democracy.NotDelegating", 1],
    [`gov tip close 0x${"00".repeat(32)} --from //Alice`, "Tips.UnknownTip", 1],
  ])("%s: %s", async (line, code, exit) => {
    expect(await refused(line)).toMatchObject({ code, exit, hint: expect.stringMatching(/pha /) });
    expect(chain.head.header.number).toBe(1);
  });

  it("what the pallet refuses, with its error; a call's bytes are noted for no proposal that must fail", async () => {
    await done("gov propose - --from //Alice", remark);
    await done("transfer //Zoe 5 --from //Alice --allow-derived");
    const { number } = chain.head.header;
    const stranger = `gov tip declare 0x${"00".repeat(32)} 5`;
    const lines: readonly (readonly [string, string, string?])[] = [
      ["gov second 0 --from //Zoe", "Balances.InsufficientBalance"],
      ["gov propose - --from //Zoe", "Balances.InsufficientBalance", remark.replace("0x00", `0x${"00".repeat(300)}`)],
      ["gov withdraw 0 --from //Bob", "Democracy.NotVoter"],
      ["gov delegate //Alice 99000000 --from //Bob", "Democracy.InsufficientFunds"],
      ["gov delegate //Bob 1 --from //Bob", "Democracy.Nonsense"],
      ["gov treasury propose //Bob 1000 --from //Zoe", "Treasury.InsufficientProposersBalance"],
      [`${stranger} --from //Ferdie`, "frame.BadOrigin"],
      [`${stranger} --from //Alice`, "Tips.UnknownTip"],
    ];
    for (const [line, code, stdin] of lines) {
      const told = await refused(line, stdin);
      expect(told, line).toMatchObject({ code, exit: 1 });
      expect(`${told.message} ${told.hint}`).toMatch(/othing was signed or sent/);
    }
    expect(chain.head.header.number).toBe(number);
  });

  it("a call that is none, a deposit that is too small, a member who is none", async () => {
    const odd = '{"type":"System","value":{"type":"remark","value":{"remark":7}}}';
    for (const call of ["[]", '{"type":"System"}', odd])
      expect(await refused("gov propose - --from //Alice", call)).toMatchObject({
        ...{ code: "cli.BadCall", exit: 2 },
        hint: expect.stringContaining("docs/calls.md"),
      });
    const low = await refused("gov propose - --deposit 9 --from //Alice", remark);
    expect(low).toMatchObject({ code: "cli.DepositTooSmall", message: expect.stringContaining("10 PHA at least") });
    const stranger = await refused("gov council propose - --from //Ferdie", remark);
    expect(stranger).toMatchObject({ code: "cli.NotMember", message: expect.stringMatching(/members: \w+ \w+/) });
    expect(await refused("gov council propose - --threshold 9 --from //Alice", remark)).toMatchObject({
      code: "cli.TooFewMembers",
      message: expect.stringContaining("threshold: 9, members: 5"),
    });
    expect(chain.head.header.number).toBe(1);
  });
});

describe("a call that is proposed to all is rehearsed before anything is signed", () => {
  const transfer = (amount: bigint) =>
    JSON.stringify({
      type: "Balances",
      value: {
        type: "force_transfer",
        value: { source: "//Bob", dest: "//Charlie", value: String(amount) },
      },
    });

  it("and what it would do is told", async () => {
    const { code, err } = await run("gov propose - --from //Alice", transfer(3n * PHA));
    expect(code).toBe(0);
    expect(err).toMatch(/dispatched now, it would:\n… {3}Balances\.Transfer \{.*"amount":"3000000000000"/);
    expect(err.match(/Balances\./g)).toHaveLength(1);
  });

  it("one that would fail is not proposed, unless that is wanted", async () => {
    const line = "gov propose - --from //Alice";
    const tooMuch = transfer(10n ** 30n);
    expect(await refused(line, tooMuch)).toMatchObject({
      ...{ exit: 1, code: "cli.CallWouldFail" },
      message: expect.stringContaining("error: Balances.InsufficientBalance"),
    });
    expect(chain.head.header.number).toBe(1);
    const council = "gov council propose - --referendum majority --from //Alice";
    expect(await refused(council, tooMuch)).toMatchObject({ code: "cli.CallWouldFail" });
    expect(await done(`${line} --force`, tooMuch)).toMatchObject({ proposal: 0 });
    const parameter = { type: "Treasury", value: { type: "spendPeriod", value: 0 } };
    const outside = JSON.stringify({ type: "Tuning", value: { type: "set", value: { parameter } } });
    expect(await refused(line, outside)).toMatchObject({
      message: expect.stringMatching(/Tuning\.OutOfBounds.*parameter: Treasury\.spendPeriod.*min: 1/),
    });
    const signedOnly = await refused(line, remark.replace("remark", "remark_with_event"));
    expect(signedOnly).toMatchObject({
      ...{ exit: 1, code: "cli.AuthorityRefused" },
      message: expect.stringMatching(/accepts: signed, given: system.Root/),
    });
    expect(signedOnly.message).not.toContain("--force");
  });
});

describe("a motion whose call would fail", () => {
  const approve = JSON.stringify({ type: "Treasury", value: { type: "approve_proposal", value: { proposal_id: 0 } } });
  const line = "gov council propose - --from //Alice";

  it("is not opened, unless that is wanted; which ayes its call takes is told", async () => {
    expect(await refused(line, approve)).toMatchObject({
      ...{ exit: 1, code: "cli.CallWouldFail" },
      message: expect.stringContaining("error: Treasury.InvalidIndex"),
    });
    const few = await refused(`${line} --threshold 2`, approve);
    expect(few).toMatchObject({
      ...{ exit: 1, code: "cli.AuthorityRefused" },
      message: expect.stringMatching(/accepts: root or 3.5 of Council.Members, given: 2.5 of Council.Members/),
    });
    expect(few.message).not.toContain("--force");
    expect(chain.head.header.number).toBe(1);
    expect(await done(`${line} --force`, approve)).toMatchObject({ motion: 0 });
  });

  it("is told to everybody who looks at it, votes on it and closes it", async () => {
    await done("gov treasury propose //Bob 100 --from //Eve");
    await done(line, approve);
    expect((await done("gov list")).measures[0]).not.toHaveProperty("wouldFail");
    const reject = approve.replace("approve_proposal", "reject_proposal");
    await done(line, reject);
    for (const who of ["//Alice", "//Bob", "//Charlie"]) await done(`gov council vote 1 aye --from ${who}`);
    await done("gov council close 1 --from //Dave");

    expect((await done("gov list")).measures).toMatchObject([
      { name: "council 0", wouldFail: "Treasury.InvalidIndex" },
    ]);
    expect((await run("gov list")).out).toMatch(/council 0 +0 of 3 ayes.*, would fail: Treasury\.InvalidIndex/);
    expect((await run("gov show council 0")).out).toMatch(/would fail +Treasury\.InvalidIndex \(.+\)\n/);
    const voted = await run("gov council vote 0 aye --from //Alice");
    expect(voted).toMatchObject({
      code: 0,
      err: expect.stringContaining("its call would fail: Treasury.InvalidIndex"),
    });
    for (const who of ["//Bob", "//Charlie"]) await done(`gov council vote 0 aye --from ${who}`);
    expect(await refused("gov council close 0 --from //Dave")).toMatchObject({
      ...{ exit: 1, code: "cli.MotionFailed" },
      message: expect.stringMatching(/body: council, motion: 0, error: Treasury\.InvalidIndex.*transaction: 0x/),
    });
    expect((await done("gov list")).measures).toEqual([]);
  });
});

it("what an account has is told with what keeps it, until when, and what frees it", async () => {
  await done("gov propose - --from //Alice", remark);
  expect((await run("account balance //Alice")).out).toMatch(
    /on hold +10 PHA +Democracy\.Proposal: .* freed by the launch that puts the proposal to the vote/,
  );
  goTo(70);
  await done("gov vote 0 aye 100 --conviction 1 --from //Bob");
  const { out } = await run("account balance //Bob");
  expect(out).toMatch(/locked +100 PHA, of both together/);
  expect(out).toMatch(
    /locked +100 PHA +vote in referendum 0, which goes on +freed by pha gov withdraw 0, pha gov unlock/,
  );
  goTo(210);
  expect((await run("account balance //Bob")).out).toMatch(
    /vote in referendum 0, binds no more +freed by pha gov unlock/,
  );
  expect(await done("account balance //Bob")).toMatchObject({
    frozen: String(100n * PHA),
    locks: [{ kind: "vote", referendum: 0, endedBy: ["Democracy.remove_vote", "Democracy.unlock"] }],
    holds: [],
  });
  expect((await run("account balance //Eve")).out).not.toContain("At block");
});

it("an amount above what the account has is told in PHA", async () => {
  await done("gov propose - --from //Alice", remark);
  goTo(70);
  const told = await refused("gov vote 0 aye 99000000 --from //Bob");
  expect(told).toMatchObject({ code: "Democracy.InsufficientFunds", exit: 1 });
});

it("an upgrade is built in a checkout alone, and none is under way", async () => {
  expect(await refused("upgrade propose --from //Alice")).toMatchObject({ code: "cli.NotACheckout", exit: 2 });
  expect(await done("upgrade status")).toMatchObject({ specName: "pha-network", upgrades: [] });
});
