import { encode, type Hex, toHex } from "@pha/codec";
import { blake2b256, keypairFromUri } from "@pha/crypto";
import { root } from "@pha/frame";
import {
  IdentityInfo,
  identity,
  maxFields,
  maxRegistrars,
  maxSchedules,
  maxSubs,
  multiSignature,
  PHA,
  vesting,
} from "@pha/runtime/spec";
import { accountOf, addressOf, type Caller, callsOf, type TestLedger } from "@pha/runtime/testing";
import { type Benchmark, ids, ledgerWith, simple } from "./cases.ts";

const money = (ledger: TestLedger) =>
  ledger.setBalances({ Zoe: 100_000n * PHA, Bob: 100_000n * PHA, Charlie: 100_000n * PHA });
const zoe = addressOf("Zoe");

const plan = { locked: 10n * PHA, per_block: PHA / 100n, starting_block: 50 };
const give = callsOf(vesting).vested_transfer({ target: zoe, schedule: plan });
/** Zoe has as many schedules but one as she may. */
const vests = (ledger: TestLedger, count = maxSchedules - 1) => {
  money(ledger);
  for (let i = 0; i < count; i++) ledger.run("Bob", give);
};

const own = callsOf(identity);
const longest = { type: "Raw32", value: `0x${"61".repeat(32)}` } as never;
const infoOf = (fields: number): IdentityInfo => ({
  additional: Array.from({ length: fields }, () => [longest, longest] as const),
  display: longest,
  legal: longest,
  web: longest,
  riot: longest,
  email: longest,
  pgp_fingerprint: `0x${"00".repeat(20)}`,
  image: longest,
  twitter: longest,
});
const info = infoOf(maxFields);
const name = longest;
const subsOf = (label: string, count: number) => ids(label, count).map((id) => [id, name] as const);

/** Zoe's identity, of the largest, with so many sub-accounts; all registrars but the last have judged it. */
function known(ledger: TestLedger, subs = maxSubs - 1): void {
  money(ledger);
  for (let i = 0; i < maxRegistrars; i++) ledger.run(root, own.add_registrar({ account: addressOf("Charlie") }));
  ledger.run("Zoe", own.set_identity({ info }));
  for (let reg_index = 0; reg_index < maxRegistrars - 1; reg_index++) ledger.run("Charlie", judge(reg_index));
  ledger.run("Zoe", own.set_subs({ subs: subsOf("sub", subs) }));
}
const judge = (reg_index: number) =>
  own.provide_judgement({
    reg_index,
    target: zoe,
    judgement: { type: "KnownGood" },
    identity: toHex(blake2b256(encode(IdentityInfo, info))),
  });
const last = maxRegistrars - 1;
const asked = (ledger: TestLedger) => {
  known(ledger);
  ledger.run("Charlie", own.set_fee({ index: last, fee: PHA }));
  ledger.run("Zoe", own.request_judgement({ reg_index: last, max_fee: PHA }));
};
const sub = { type: "Id", value: ids("sub", 1)[0] as Hex } as const;
const ofZoe = (call: Parameters<TestLedger["run"]>[1], caller: Caller = "Zoe"): Benchmark =>
  simple(caller, call, known);
const dropped = (caller: Caller, call: Parameters<TestLedger["run"]>[1]): Benchmark => ({
  units: { subs: [0, maxSubs] },
  setup: ({ subs = 0 }) => ({ ledger: ledgerWith((ledger) => known(ledger, subs)), caller, call }),
});

const suffix = new TextEncoder().encode("pha");
const username = new TextEncoder().encode("a.name.of.the.longest".replaceAll(".", "").padEnd(28, "z").concat(".pha"));
const alice = keypairFromUri("//Alice", "sr25519");
const grant = (signature?: Parameters<typeof own.set_username_for>[0]["signature"]) =>
  own.set_username_for({ who: zoe, username, signature, use_allocation: false });
const authority = (ledger: TestLedger) => {
  known(ledger);
  ledger.run(root, own.add_username_authority({ authority: addressOf("Bob"), suffix, allocation: 0 }));
};
const offered = (ledger: TestLedger) => {
  authority(ledger);
  ledger.run("Bob", grant());
};
const named = (ledger: TestLedger) => {
  offered(ledger);
  ledger.run("Zoe", own.accept_username({ username }));
};

/** Of pallets about people. */
export const people: Readonly<Record<string, Readonly<Record<string, Benchmark>>>> = {
  Vesting: {
    vest: simple("Zoe", callsOf(vesting).vest({}), vests),
    vest_other: simple("Charlie", callsOf(vesting).vest_other({ target: zoe }), vests),
    vested_transfer: simple("Bob", give, vests),
    force_vested_transfer: simple(
      root,
      callsOf(vesting).force_vested_transfer({ source: addressOf("Bob"), target: zoe, schedule: plan }),
      vests,
    ),
    merge_schedules: simple(
      "Zoe",
      callsOf(vesting).merge_schedules({ schedule1_index: 0, schedule2_index: maxSchedules - 2 }),
      vests,
    ),
    force_remove_vesting_schedule: simple(
      root,
      callsOf(vesting).force_remove_vesting_schedule({ target: zoe, schedule_index: 0 }),
      vests,
    ),
  },
  Identity: {
    add_registrar: simple(root, own.add_registrar({ account: zoe })),
    set_identity: {
      units: { fields: [0, maxFields] },
      setup: ({ fields = 0 }) => ({
        ledger: ledgerWith((ledger) => known(ledger)),
        caller: "Zoe",
        call: own.set_identity({ info: infoOf(fields) }),
      }),
    },
    set_subs: {
      units: { subs: [0, maxSubs], old: [0, maxSubs] },
      setup: ({ subs = 0, old = 0 }) => ({
        ledger: ledgerWith((ledger) => known(ledger, old)),
        caller: "Zoe",
        call: own.set_subs({ subs: subsOf("new sub", subs) }),
      }),
    },
    clear_identity: dropped("Zoe", own.clear_identity({})),
    request_judgement: ofZoe(own.request_judgement({ reg_index: last, max_fee: PHA })),
    cancel_request: simple("Zoe", own.cancel_request({ reg_index: last }), asked),
    set_fee: ofZoe(own.set_fee({ index: last, fee: PHA }), "Charlie"),
    set_account_id: ofZoe(own.set_account_id({ index: last, new: zoe }), "Charlie"),
    set_fields: ofZoe(own.set_fields({ index: last, fields: 1n }), "Charlie"),
    provide_judgement: simple("Charlie", judge(last), asked),
    kill_identity: dropped(root, own.kill_identity({ target: zoe })),
    add_sub: ofZoe(own.add_sub({ sub: addressOf("Yves"), data: name })),
    rename_sub: ofZoe(own.rename_sub({ sub, data: name })),
    remove_sub: ofZoe(own.remove_sub({ sub })),
    quit_sub: ofZoe(own.quit_sub({}), sub.value),
    add_username_authority: simple(
      root,
      own.add_username_authority({ authority: addressOf("Bob"), suffix, allocation: 1 }),
      authority,
    ),
    remove_username_authority: simple(
      root,
      own.remove_username_authority({ suffix, authority: addressOf("Bob") }),
      authority,
    ),
    set_username_for: simple(
      "Bob",
      own.set_username_for({
        who: addressOf("Alice"),
        username,
        signature: multiSignature("sr25519", alice.sign(username)),
        use_allocation: false,
      }),
      authority,
    ),
    accept_username: simple("Zoe", own.accept_username({ username }), offered),
    remove_expired_approval: simple("Charlie", own.remove_expired_approval({ username }), (ledger) => {
      offered(ledger);
      const [who, , provider] = ledger.of(identity).pendingUsernames.get(username) ?? [accountOf("Zoe"), 0, undefined];
      if (provider) ledger.of(identity).pendingUsernames.put(username, [who, 1, provider]);
    }),
    set_primary_username: simple("Zoe", own.set_primary_username({ username }), named),
    unbind_username: simple("Bob", own.unbind_username({ username }), named),
    remove_username: simple("Charlie", own.remove_username({ username }), (ledger) => {
      named(ledger);
      ledger.of(identity).unbindingUsernames.put(username, 1);
    }),
    kill_username: simple(root, own.kill_username({ username }), named),
  },
};
