import { encode, type Hex, toHex, utf8 } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import { root } from "@pha/frame";
import { ApiPromise } from "@polkadot/api";
import type { ApiOptions } from "@polkadot/api/types";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assets } from "./pallets/assets/spec.ts";
import { PHA } from "./pallets/balances/account-data.ts";
import { bounties } from "./pallets/bounties/spec.ts";
import { motionHash } from "./pallets/collective/motion-hash.ts";
import { council } from "./pallets/council/spec.ts";
import { democracy } from "./pallets/democracy/spec.ts";
import { councilOf, inline, standard, vote } from "./pallets/democracy/testing.ts";
import { elections } from "./pallets/elections/spec.ts";
import { identity } from "./pallets/identity/spec.ts";
import { multisigAccount } from "./pallets/multisig/account.ts";
import { multisig } from "./pallets/multisig/spec.ts";
import { preimage } from "./pallets/preimage/spec.ts";
import { proxy } from "./pallets/proxy/spec.ts";
import { scheduler } from "./pallets/scheduler/spec.ts";
import { system } from "./pallets/system/spec.ts";
import { tips } from "./pallets/tips/spec.ts";
import { treasury } from "./pallets/treasury/spec.ts";
import { vesting } from "./pallets/vesting/spec.ts";
import { RuntimeCall } from "./references.ts";
import {
  accountOf,
  addressOf,
  allPallets,
  callsOf,
  type TestLedger,
  testNetwork,
  testPallet,
} from "./testing/index.ts";
import { LedgerProvider } from "./testing/provider.ts";

const zoe = accountOf("Zoe");
const bob = accountOf("Bob");
const none = { type: "None" } as const;
const raw = (text: string) => ({ type: `Raw${text.length}`, value: toHex(utf8(text)) }) as never;
const call_hash: Hex = `0x${"11".repeat(32)}`;
const signatories = [accountOf("Alice"), bob].sort();

let api: ApiPromise;

beforeAll(async () => {
  const ledger = testNetwork();
  ledger.setBalances({ Zoe: 1_000n * PHA, Bob: 10_000n * PHA });
  const { set_identity, set_subs, add_registrar, provide_judgement } = callsOf(identity);
  const info = {
    additional: [[raw("planet"), raw("Earth")] as const],
    display: raw("Zoe"),
    legal: none,
    web: raw("https://zoe.example"),
    riot: none,
    email: none,
    pgp_fingerprint: undefined,
    image: none,
    twitter: none,
  };
  ledger.run("Zoe", set_identity({ info }));
  ledger.run("Zoe", set_subs({ subs: [[accountOf("Yves"), raw("little")]] }));
  ledger.run(root, add_registrar({ account: addressOf("Charlie") }));
  expect(
    ledger.refusal(
      "Charlie",
      provide_judgement({
        reg_index: 0,
        target: addressOf("Zoe"),
        judgement: { type: "KnownGood" },
        identity: call_hash,
      }),
    ),
  ).toBe("Identity.JudgementForDifferentIdentity");
  const schedule = { locked: 100n * PHA, per_block: PHA, starting_block: 0 };
  ledger.run("Bob", callsOf(vesting).vested_transfer({ target: addressOf("Zoe"), schedule }));
  ledger.run(
    "Zoe",
    callsOf(proxy).add_proxy({ delegate: addressOf("Bob"), proxy_type: { type: "NonTransfer" }, delay: 3 }),
  );
  ledger.run(
    "Bob",
    callsOf(multisig).approve_as_multi({
      threshold: 2,
      other_signatories: [accountOf("Alice")],
      maybe_timepoint: undefined,
      call_hash,
      max_weight: { ref_time: 1n, proof_size: 1n },
    }),
  );
  ledger.run("Bob", callsOf(preimage).note_preimage({ bytes: utf8("preimage") }));
  const call = callsOf(system).remark({ remark: utf8("later") });
  ledger.run(root, callsOf(scheduler).schedule({ when: 90, maybe_periodic: [5, 3], priority: 1, call }));
  const { create, set_metadata, mint } = callsOf(assets);
  ledger.run("Bob", create({ id: 7, admin: addressOf("Bob"), min_balance: 1n }));
  ledger.run("Bob", set_metadata({ id: 7, name: utf8("Token"), symbol: utf8("TOK"), decimals: 9 }));
  ledger.run("Bob", mint({ id: 7, beneficiary: addressOf("Zoe"), amount: 50n }));
  const motion = callsOf(treasury).spend({ amount: PHA, beneficiary: addressOf("Zoe") });
  ledger.run("Alice", callsOf(council).propose({ threshold: 3, proposal: motion, length_bound: 100 }));
  const vote = callsOf(council).vote({ proposal: motionHash(motion), index: 0, approve: true });
  ledger.run("Alice", vote);
  ledger.run("Bob", callsOf(treasury).propose_spend({ value: 40n * PHA, beneficiary: addressOf("Zoe") }));
  ledger.run(root, callsOf(treasury).approve_proposal({ proposal_id: 0 }));
  ledger.run("Bob", callsOf(bounties).propose_bounty({ value: 50n * PHA, description: utf8("Write it down") }));
  ledger.run("Bob", callsOf(tips).report_awesome({ reason: utf8("Kind"), who: addressOf("Zoe") }));
  govern(ledger);
  api = await connect(ledger);
});

const connect = (ledger: TestLedger) => {
  const provider = new LedgerProvider(ledger) as unknown as NonNullable<ApiOptions["provider"]>;
  return ApiPromise.create({ provider, noInitWarn: true });
};

const small = inline(callsOf(system).remark({ remark: utf8("small") }));
const bytes = encode(RuntimeCall, callsOf(system).remark({ remark: utf8("w".repeat(200)) }));
const largeHash = toHex(blake2b256(bytes));

/** Two referenda, the first over and its call scheduled, a proposal of the council and one of the public. */
function govern(ledger: TestLedger): void {
  const own = callsOf(democracy);
  const { figures, nextLaunch, due } = ledger.of(democracy);
  figures.put({ ...figures.get(), launch: 4, voting: 4, enactment: 40, locking: 10 });
  nextLaunch.put(4);
  due.put(4);
  ledger.run("Bob", callsOf(preimage).note_preimage({ bytes }));
  const large = { type: "Lookup", value: { hash: largeHash, len: bytes.length } } as const;
  for (const proposal of [large, small, large]) ledger.run("Alice", own.propose({ proposal, value: 10n * PHA }));
  for (const proposal of [0, 0, 1]) ledger.run("Bob", own.second({ proposal }));
  ledger.runTo(4);
  vote(ledger, "Alice", 0, standard(true, 1_000n * PHA, "Locked2x"));
  ledger.run("Bob", own.delegate({ to: addressOf("Alice"), conviction: { type: "Locked3x" }, balance: 50n * PHA }));
  ledger.runTo(8);
  vote(ledger, "Alice", 1, standard(true, 70n * PHA));
  vote(ledger, "Charlie", 1, standard(false, 20n * PHA));
  vote(ledger, "Dave", 1, { type: "SplitAbstain", value: { aye: 0n, nay: 0n, abstain: 30n * PHA } });
  ledger.run(councilOf(3, 5), own.external_propose_majority({ proposal: small }));
  ledger.run("Bob", callsOf(elections).submit_candidacy({ candidate_count: 0 }));
  ledger.run("Eve", callsOf(elections).vote({ votes: [bob], value: 20n * PHA }));
  ledger.runTo(11);
}

afterAll(() => api?.disconnect());

it("derives balances: what is locked, what vests, how much can be claimed, what may be transferred", async () => {
  const all = await api.derive.balances.all(zoe);
  expect(all.isVesting).toBe(true);
  const amounts = [all.vestingTotal, all.vestedBalance, all.vestedClaimable];
  expect(amounts.map((one) => BigInt(one.toString()) / PHA)).toEqual([100n, 10n, 9n]);
  expect(all.lockedBreakdown.map(({ id }) => id.toUtf8())).toEqual(["vesting "]);
  expect(all.reservedBalance.toBigInt()).toBeGreaterThan(0n);
  const held = await api.query["balances"]?.["holds"]?.(zoe);
  expect(JSON.stringify(held)).toContain('{"identity":"SubAccounts"}');
});

it("derives identities, of sub-accounts too", async () => {
  const { display, web, other, judgements } = await api.derive.accounts.identity(zoe);
  expect([display, web, other, judgements.length]).toEqual(["Zoe", "https://zoe.example", { planet: "Earth" }, 0]);
  const sub = await api.derive.accounts.identity(accountOf("Yves"));
  expect([sub.display, sub.displayParent, sub.parent?.toHex()]).toEqual(["little", "Zoe", zoe]);
  expect(await api.derive.accounts.hasIdentity(zoe)).toMatchObject({ hasIdentity: true, display: "Zoe" });
});

it("reads what its pages show of proxies, multisigs, preimages, tasks and assets", async () => {
  const human = async (section: string, item: string, ...keys: unknown[]) =>
    (await api.query[section]?.[item]?.(...keys))?.toHuman() as never;
  const entries = async (section: string, item: string, ...keys: unknown[]) =>
    (await api.query[section]?.[item]?.entries(...keys))?.map(([key, value]) => [key.toHuman(), value.toHuman()]);

  expect(await human("proxy", "proxies", zoe)).toEqual([
    [{ delegate: expect.any(String), proxyType: "NonTransfer", delay: "3" }],
    "880,000,000,000",
  ]);
  expect(await entries("multisig", "multisigs", multisigAccount(signatories, 2))).toMatchObject([
    [[expect.any(String), call_hash], { when: { height: "1", index: "0" }, approvals: [expect.any(String)] }],
  ]);
  expect(await entries("preimage", "requestStatusFor")).toContainEqual([
    [toHex(blake2b256(utf8("preimage")))],
    { Unrequested: { ticket: [expect.any(String), "1,080,000,000,000"], len: "8" } },
  ]);
  expect(await entries("preimage", "preimageFor")).toContainEqual([[[expect.any(String), "8"]], "preimage"]);
  const agenda = (await entries("scheduler", "agenda"))?.filter(([key]) => String(key) === "90");
  expect(agenda).toMatchObject([
    [
      ["90"],
      [{ priority: "1", call: { Inline: expect.any(String) }, maybePeriodic: ["5", "2"], origin: { system: "Root" } }],
    ],
  ]);
  expect(await human("assets", "metadata", 7)).toMatchObject({ name: "Token", symbol: "TOK", decimals: "9" });
  expect(await human("assets", "account", 7, zoe)).toMatchObject({
    balance: "50",
    status: "Liquid",
    reason: "Consumer",
  });
  expect(await entries("assets", "asset")).toMatchObject([[["7"], { supply: "50", accounts: "1" }]]);
});

it("derives the council and its motions, what the treasury is asked for, and bounties", async () => {
  const [first] = await api.derive.council.proposals();
  expect(first?.proposal?.toHuman()).toMatchObject({ section: "treasury", method: "spend" });
  expect(first?.votes?.toJSON()).toMatchObject({ index: 0, threshold: 3, ayes: [expect.any(String)], nays: [] });
  expect((await api.derive.council.members()).length).toBe(5);
  expect((await api.derive.technicalCommittee.members()).length).toBe(3);
  const { proposals, approvals, proposalCount } = await api.derive.treasury.proposals();
  expect([proposalCount.toNumber(), proposals.length, approvals.length]).toEqual([1, 0, 1]);
  expect(approvals[0]?.proposal.value.toBigInt()).toBe(40n * PHA);
  const [bounty] = await api.derive.bounties.bounties();
  expect([bounty?.bounty.status.type, bounty?.description]).toEqual(["Proposed", "Write it down"]);
  const [tip] = (await api.query["tips"]?.["tips"]?.entries()) ?? [];
  expect(tip?.[1].toHuman()).toMatchObject({ findersFee: true, closes: null });
});

describe("derives of referenda", () => {
  const account = (name: string) => accountOf(name);

  it("show public proposals, and who has deposits", async () => {
    const [proposal, ...others] = await api.derive.democracy.proposals();
    expect(others).toEqual([]);
    expect(proposal?.imageHash).toBe(largeHash);
    expect(proposal?.index.toNumber()).toBe(2);
    expect([proposal?.proposer.toHex(), proposal?.seconds.map((who) => who.toHex())]).toEqual([
      account("Alice"),
      [account("Alice")],
    ]);
    expect(proposal?.balance?.toBigInt()).toBe(10n * PHA);
  });

  it("show what the council proposes", async () => {
    const next = await api.derive.democracy.nextExternal();
    expect(next?.threshold.type).toBe("SimpleMajority");
    // The hash of bytes with their length: so clients name calls that are kept where they are proposed.
    expect(next?.imageHash).toMatch(/^0x[0-9a-f]{64}$/);
  });

  it("show referenda that are voted on, with votes, tally and whether they pass", async () => {
    const ids = await api.derive.democracy.referendumIds();
    expect(ids.map((id) => id.toNumber())).toEqual([1]);
    const [one] = await api.derive.democracy.referendums();
    expect(one?.index.toNumber()).toBe(1);
    expect(one?.isPassing).toBe(false); // so few of so many
    expect([one?.voteCountAye, one?.voteCountNay]).toEqual([2, 1]);
    const amounts = [one?.votedAye, one?.votedNay, one?.votedTotal].map((of) => BigInt(String(of)) / PHA);
    expect(amounts).toEqual([70n + 3n * 50n, 20n, 70n + 50n + 20n + 30n]);
    const delegated = one?.votes.find(({ accountId }) => accountId.toHex() === account("Bob"));
    expect(delegated).toMatchObject({ isDelegating: true });
    expect(await api.derive.democracy.referendumsActive()).toHaveLength(1);
    expect((await api.derive.democracy.referendumsInfo([1 as never]))[0]?.index.toNumber()).toBe(1);
  });

  it("show which ended, how, and when what passed is dispatched", async () => {
    // They are those from the first that is voted on.
    expect(await api.derive.democracy.referendumsFinished()).toEqual([]);
    const [task] = await api.derive.democracy.dispatchQueue();
    expect([task?.at.toNumber(), task?.index.toNumber()]).toEqual([48, 0]);
    expect(task?.imageHash).toBe(largeHash);
  });

  it("show what votes and delegations lock", async () => {
    const locks = await api.derive.democracy.locks(account("Alice"));
    expect(
      locks.map(({ referendumId, balance, isDelegated }) => [referendumId.toNumber(), balance.toBigInt(), isDelegated]),
    ).toEqual([
      [0, 1_000n * PHA, false],
      [1, 70n * PHA, false],
    ]);
    const delegated = await api.derive.democracy.locks(account("Bob"));
    expect(delegated.map(({ isDelegated, vote: of }) => [isDelegated, of.conviction.type])).toEqual([
      [true, "Locked3x"],
      [true, "Locked3x"],
    ]);
    const root = await api.derive.democracy.sqrtElectorate();
    expect(root.gtn(0)).toBe(true);
    const all = await api.derive.balances.all(account("Alice"));
    expect(all.lockedBreakdown.map(({ id }) => id.toUtf8())).toEqual(["democrac"]);
  });

  it("make a vote from metadata alone, and read it as an aye with conviction", () => {
    const made = api.tx["democracy"]?.["vote"]?.(1, {
      Standard: { vote: { aye: true, conviction: "Locked3x" }, balance: 5 },
    });
    expect(made?.method.args[1]?.toHuman()).toEqual({
      Standard: { vote: { conviction: "Locked3x", vote: "Aye" }, balance: "5" },
    });
    expect(api.consts["democracy"]?.["launchPeriod"]?.toString()).toBe("4");
  });
});

it("has periods of the network that it is connected to, and derives locks by them", async () => {
  const genesis = { parameters: { profile: { type: "Phala" }, blocksPerDay: 3 } } as const;
  const ledger = testPallet(allPallets, { genesis });
  ledger.setBalances({ Zoe: 1_000n * PHA });
  ledger.run(councilOf(5, 5), callsOf(democracy).external_propose_default({ proposal: small }));
  ledger.runTo(21);
  vote(ledger, "Zoe", 0, standard(true, 9n * PHA, "Locked2x"));
  ledger.runTo(43);
  const short = await connect(ledger);
  const periods = [
    ["democracy", "voteLockingPeriod"],
    ["democracy", "launchPeriod"],
    ["elections", "termDuration"],
    ["treasury", "spendPeriod"],
    ["tips", "tipCountdown"],
    ["bounties", "bountyUpdatePeriod"],
  ] as const;
  expect(periods.map(([pallet, name]) => Number(short.consts[pallet]?.[name]))).toEqual([21, 21, 3, 3, 3, 42]);
  const [lock] = await short.derive.democracy.locks(zoe);
  expect(lock?.unlockAt.toNumber()).toBe(42 + 2 * 21);
});

it("derives who stands for election, who votes for whom, and by which figures", async () => {
  const { candidates, members, runnersUp, candidacyBond, desiredSeats } = await api.derive.elections.info();
  expect(candidates.map((who) => who.toHex())).toEqual([bob]);
  expect([members.length, runnersUp, candidacyBond?.toBigInt(), desiredSeats?.toNumber()]).toEqual([
    5,
    [],
    10n * PHA,
    5,
  ]);
  const { stake, votes } = await api.derive.council.votesOf(accountOf("Eve"));
  expect([stake.toBigInt(), votes.map((who) => who.toHex())]).toEqual([20n * PHA, [bob]]);
});

it("makes its calls from metadata alone, and names what refuses them", () => {
  const call = api.tx["proxy"]?.["proxy"]?.(zoe, "Governance", api.tx["utility"]?.["batch"]?.([]));
  expect(call?.method.toHuman()).toMatchObject({
    section: "proxy",
    method: "proxy",
    args: { force_proxy_type: "Governance", call: { section: "utility", method: "batch" } },
  });
  const names = Object.keys(api.errors["identity"] ?? {});
  expect(names).toContain("JudgementForDifferentIdentity");
  expect(api.consts["multisig"]?.["depositBase"]?.toString()).toBe("1030000000000");
});
