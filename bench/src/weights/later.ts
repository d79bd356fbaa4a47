import { type Hex, toHex } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import { type Call, root } from "@pha/frame";
import {
  encodeCall,
  maxProxies,
  maxSignatories,
  multisig,
  multisigAccount,
  PHA,
  preimage,
  proxy,
  pureAccount,
  scheduler,
  system,
} from "@pha/runtime/spec";
import { accountOf, addressOf, callsOf, hold, type TestLedger } from "@pha/runtime/testing";
import { type Benchmark, bytes, idOf, ids, ledgerWith, simple } from "./cases.ts";

const remark = (length: number) => callsOf(system).remark({ remark: bytes(length) });
/** About as much as an extrinsic takes. */
const whole = 1_000_000;
const hashOf = (length: number): Hex => toHex(blake2b256(bytes(length)));
const callHash = (call: Call): Hex => toHex(blake2b256(encodeCall(call)));
const { note_preimage, unnote_preimage, request_preimage, unrequest_preimage } = callsOf(preimage);
const noted = (length: number) => (ledger: TestLedger) => {
  ledger.setBalances({ Bob: 100_000n * PHA });
  ledger.run("Bob", note_preimage({ bytes: bytes(length) }));
};

const { schedule, cancel, schedule_named, cancel_named, schedule_after, schedule_named_after } = callsOf(scheduler);
const { set_retry, set_retry_named, cancel_retry, cancel_retry_named } = callsOf(scheduler);
const id = idOf("task");
const when = 1_000;
/** The largest that is kept where it is used. */
const inline = remark(123);
const task = { maybe_periodic: [9, 9] as const, priority: 1, call: remark(524_288) };
/** A block that all tasks but the last have been scheduled at, and one with a name. */
function agenda(ledger: TestLedger, count = 48): void {
  for (let i = 0; i < count; i++) ledger.run(root, schedule({ ...task, when, call: inline }));
  ledger.run(root, schedule_named({ ...task, id, when }));
  ledger.run(root, set_retry_named({ id, retries: 9, period: 9 }));
}

/** What is scheduled is kept as a preimage. */
const add = (call: typeof inline): Benchmark => simple(root, call, (ledger) => agenda(ledger));

/** Signatories in rising order; Alice's is among them. */
const alice = accountOf("Alice");
const others = (count: number) => ids("signatory", count).sort();
const max_weight = { ref_time: 10n ** 12n, proof_size: 10n ** 6n };
const timepoint = { height: 3, index: 0 };
const multi = callsOf(multisig);
/** A call that has waited for others' approvals since block 3, and needs one more. */
function waiting(ledger: TestLedger, signatories: number, hash: Hex): void {
  const list = others(signatories);
  const account = multisigAccount([...list, alice].sort(), signatories);
  const deposit = PHA;
  ledger.act((env) => hold(env, alice, multisig.holdReasons.Deposit, deposit));
  const approvals = list.slice(0, signatories - 1);
  ledger.of(multisig).multisigs.put(account, hash, { when: timepoint, deposit, depositor: alice, approvals });
}
const operation = (signatories: number) => ({
  threshold: signatories,
  other_signatories: others(signatories),
  maybe_timepoint: timepoint,
  max_weight,
});

const own = callsOf(proxy);
const any = { type: "Any" } as const;
const bob = addressOf("Bob");
const definition = { delegate: bob, proxy_type: any, delay: 0 };
const announced = { real: addressOf("Alice"), call_hash: idOf("call") };
/** Alice has as many proxies but one as she may, Bob the last of them; Bob has announced as much. */
function proxies(ledger: TestLedger): void {
  for (const delay of Array.from({ length: maxProxies - 2 }, (_, i) => i + 1))
    ledger.run("Alice", own.add_proxy({ ...definition, delegate: addressOf("Charlie"), delay }));
  ledger.run("Alice", own.add_proxy(definition));
  for (let i = 0; i < maxProxies - 2; i++)
    ledger.run("Bob", own.announce({ ...announced, call_hash: idOf("announced", i) }));
  ledger.run("Bob", own.announce(announced));
}
const pureCall = { proxy_type: any, delay: 0, index: 0 };
/** A pure proxy of Alice's, made in block 3. */
const pure = pureAccount(alice, { height: 3, ext_index: 0, proxy_type: any, index: 0 });

/** Of pallets that came later, in the same form. */
export const later: Readonly<Record<string, Readonly<Record<string, Benchmark>>>> = {
  Preimage: {
    note_preimage: {
      units: { bytes: [0, whole] },
      setup: ({ bytes: length = 0 }) => ({
        ledger: ledgerWith((ledger) => ledger.setBalances({ Bob: 100_000n * PHA })),
        caller: "Bob",
        call: note_preimage({ bytes: bytes(length) }),
      }),
    },
    unnote_preimage: simple("Bob", unnote_preimage({ hash: hashOf(whole) }), noted(whole)),
    request_preimage: simple(root, request_preimage({ hash: hashOf(whole) }), noted(whole)),
    unrequest_preimage: simple(root, unrequest_preimage({ hash: hashOf(whole) }), (ledger) =>
      ledger.run(root, note_preimage({ bytes: bytes(whole) })),
    ),
  },
  Scheduler: {
    schedule: add(schedule({ ...task, when })),
    cancel: simple(root, cancel({ when, index: 0 }), (ledger) => {
      ledger.run(root, schedule({ ...task, when }));
      agenda(ledger);
    }),
    schedule_named: add(schedule_named({ ...task, id: idOf("other task"), when })),
    cancel_named: add(cancel_named({ id })),
    // The open block of these ledgers is block 80.
    schedule_after: add(schedule_after({ ...task, after: when - 81 })),
    schedule_named_after: add(schedule_named_after({ ...task, id: idOf("other task"), after: when - 81 })),
    set_retry: add(set_retry({ task: [when, 48], retries: 1, period: 1 })),
    set_retry_named: add(set_retry_named({ id, retries: 1, period: 1 })),
    cancel_retry: add(cancel_retry({ task: [when, 48] })),
    cancel_retry_named: add(cancel_retry_named({ id })),
  },
  Multisig: {
    as_multi_threshold_1: {
      units: { signatories: [1, maxSignatories - 1] },
      setup: ({ signatories = 1 }) => ({
        ledger: ledgerWith(),
        caller: "Alice",
        call: multi.as_multi_threshold_1({ other_signatories: others(signatories), call: remark(1) }),
      }),
    },
    as_multi: {
      units: { signatories: [2, maxSignatories - 1], bytes: [3, 524_288] },
      setup({ signatories = 2, bytes: length = 3 }) {
        const call = remark(length);
        return {
          ledger: ledgerWith((ledger) => waiting(ledger, signatories, callHash(call))),
          caller: "Alice",
          call: multi.as_multi({ ...operation(signatories), call }),
        };
      },
    },
    approve_as_multi: {
      units: { signatories: [2, maxSignatories - 1] },
      setup: ({ signatories = 2 }) => ({
        ledger: ledgerWith((ledger) => waiting(ledger, signatories, idOf("call"))),
        caller: "Alice",
        call: multi.approve_as_multi({ ...operation(signatories), call_hash: idOf("call") }),
      }),
    },
    cancel_as_multi: {
      units: { signatories: [2, maxSignatories - 1] },
      setup: ({ signatories = 2 }) => ({
        ledger: ledgerWith((ledger) => waiting(ledger, signatories, idOf("call"))),
        caller: "Alice",
        call: multi.cancel_as_multi({ ...operation(signatories), timepoint, call_hash: idOf("call") }),
      }),
    },
  },
  Proxy: {
    proxy: simple("Bob", own.proxy({ real: addressOf("Alice"), force_proxy_type: any, call: remark(1) }), proxies),
    add_proxy: simple("Alice", own.add_proxy({ ...definition, delay: 99 }), proxies),
    remove_proxy: simple("Alice", own.remove_proxy(definition), proxies),
    remove_proxies: simple("Alice", own.remove_proxies({}), proxies),
    create_pure: simple("Alice", own.create_pure(pureCall), proxies),
    kill_pure: simple(
      pure,
      own.kill_pure({ spawner: addressOf("Alice"), proxy_type: any, index: 0, height: 3, ext_index: 0 }),
      (ledger) => {
        proxies(ledger);
        ledger.run("Alice", own.create_pure(pureCall));
        ledger.setBalances({ [pure]: 100n * PHA });
        for (let delay = 1; delay < maxProxies; delay++) ledger.run(pure, own.add_proxy({ ...definition, delay }));
      },
    ),
    announce: simple("Bob", own.announce({ ...announced, call_hash: idOf("one more") }), proxies),
    remove_announcement: simple("Bob", own.remove_announcement(announced), proxies),
    reject_announcement: simple(
      "Alice",
      own.reject_announcement({ delegate: bob, call_hash: announced.call_hash }),
      proxies,
    ),
    proxy_announced: {
      units: { bytes: [3, 524_288] },
      setup({ bytes: length = 3 }) {
        const call = remark(length);
        return {
          ledger: ledgerWith((ledger) => {
            proxies(ledger);
            ledger.run("Bob", own.announce({ ...announced, call_hash: callHash(call) }));
          }),
          caller: "Charlie",
          call: own.proxy_announced({ delegate: bob, real: addressOf("Alice"), force_proxy_type: any, call }),
        };
      },
    },
  },
};
