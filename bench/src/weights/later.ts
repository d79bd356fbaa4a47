import { type Hex, toHex } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import { root } from "@pha/frame";
import { PHA, preimage, scheduler, system } from "@pha/runtime/spec";
import { callsOf, type TestLedger } from "@pha/runtime/testing";
import { type Benchmark, bytes, idOf, ledgerWith, simple } from "./cases.ts";

const remark = (length: number) => callsOf(system).remark({ remark: bytes(length) });
/** About as much as an extrinsic takes. */
const whole = 1_000_000;
const hashOf = (length: number): Hex => toHex(blake2b256(bytes(length)));
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
};
