import { type Hex, toHex, utf8 } from "@pha/codec";
import { root } from "@pha/frame";
import { ApiPromise } from "@polkadot/api";
import type { ApiOptions } from "@polkadot/api/types";
import { afterAll, beforeAll, expect, it } from "vitest";
import { assets } from "./pallets/assets/spec.ts";
import { PHA } from "./pallets/balances/account-data.ts";
import { bounties } from "./pallets/bounties/spec.ts";
import { motionHash } from "./pallets/collective/motion-hash.ts";
import { council } from "./pallets/council/spec.ts";
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
import { accountOf, addressOf, callsOf, testNetwork } from "./testing/index.ts";
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
  ledger.runTo(11);
  const provider = new LedgerProvider(ledger) as unknown as NonNullable<ApiOptions["provider"]>;
  api = await ApiPromise.create({ provider, noInitWarn: true });
});

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
  expect(await entries("preimage", "requestStatusFor")).toMatchObject([
    [expect.any(Array), { Unrequested: { len: "8" } }],
  ]);
  expect(await entries("preimage", "preimageFor")).toMatchObject([[[[expect.any(String), "8"]], "preimage"]]);
  expect(await entries("scheduler", "agenda")).toMatchObject([
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
