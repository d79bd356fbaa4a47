import { AccountId, option, struct, u8, u32, u64, vec } from "@pha/codec";
import { origin, type PalletOrigin } from "./accepts.ts";
import { implement } from "./dispatch/env.ts";
import type { CallFilter, OriginCaller } from "./dispatch/origin.ts";
import type { Call, Event } from "./dispatch/values.ts";
import { outerEnums, type References, type RuntimeSpec, reference } from "./runtime-spec.ts";
import { bareCall, call, constant, definePallet, event, type HoldReason } from "./spec.ts";
import { map, value } from "./storage.ts";
import { DispatchResult, marker } from "./types.ts";

/** References of a runtime for tests, each bound once. */
export const testReferences = (): References => ({
  call: reference<Call>("TestCall"),
  event: reference<Event>("TestEvent"),
  holdReason: reference<HoldReason>("TestHoldReason"),
  originCaller: reference<OriginCaller>("TestOriginCaller"),
  callFilter: reference<CallFilter>("TestCallFilter"),
});

const references = testReferences();
const speaker: PalletOrigin<{ readonly identity: AccountId }> = { pallet: "Counters", origin: "Speaker" };

/** A small pallet with one of everything. */
export const counters = definePallet("Counters", 7, {
  doc: "Counts.",
  storage: {
    total: value(u64, { initial: 0n, doc: "Sum of all counters." }),
    last: value(AccountId, { doc: "Who counted last." }),
    counter: map(AccountId, u32, { initial: 0, doc: "One counter each." }),
    pair: map([AccountId, u32], struct({ note: option(u8) }), { hasher: "Twox64Concat", doc: "By two keys." }),
  },
  calls: {
    add: call(0, "signed", { amount: u32 }, "Counts."),
    reset: call(1, "root", {}, "Starts again."),
    both: call(2, "anyone", { calls: vec(references.call.type, { max: 4 }) }, "Several calls.", { nested: ["calls"] }),
    crash: call(3, "signed", {}, "Has a bug."),
    peek: call(4, "signed", {}, "Fails unless somebody counted."),
    speak: bareCall(9, speaker, { number: u8 }, "What an enclave says."),
  },
  events: {
    Added: event(0, { who: AccountId, amount: u32 }, "Somebody counted."),
    Done: event(4, { result: DispatchResult }, "How a call ended."),
  },
  origins: { Speaker: origin(0, struct({ identity: AccountId }), "An enclave.") },
  errors: {
    TooMuch: { index: 3, kind: "limit", doc: "At most 100 at once." },
  },
  constants: {
    Limit: constant(u32, 100, "What one may add at once."),
  },
});

export const countersCalls = implement(
  counters,
  {
    add({ caller, state, emit, publish }, { amount }) {
      const { counter, total, last } = state;
      counter.put(caller, counter.get(caller) + amount);
      total.put(total.get() + BigInt(amount));
      last.put(caller);
      emit.Added({ who: caller, amount });
      publish(amount);
      if (amount > 100) throw counters.errors.TooMuch({ amount });
    },
    reset({ state }) {
      state.total.remove();
    },
    both({ origin, dispatch, emit }, { calls }) {
      for (const inner of calls) {
        const outcome = dispatch(inner, origin);
        emit.Done({ result: outcome.ok ? { type: "Ok" } : { type: "Err", value: outcome.error } });
      }
    },
    crash({ state }) {
      state.total.put(9n);
      throw new TypeError("a bug");
    },
    peek({ state }) {
      if (state.total.get() === 0n) throw counters.errors.TooMuch();
    },
    speak({ caller: { identity }, state, emit }, { number }) {
      state.last.put(identity);
      emit.Added({ who: identity, amount: number });
    },
  },
  { begin: { weight: { ref_time: 1n, proof_size: 0n }, run: ({ of }) => of(counters).state.total.put(1n) } },
);

const outer = outerEnums("test_runtime", [counters], references);

/** A runtime of that pallet alone. */
export const testRuntime: RuntimeSpec = {
  pallets: [counters],
  outer,
  extrinsic: { type: marker(["Extrinsic"]), address: AccountId, signature: u8, extra: u8 },
  extensions: [{ name: "CheckNonce", value: u32, additional: marker(["Nothing"]) }],
  apis: {
    Core: {
      id: "0xdf6acb689907609b",
      version: 5,
      methods: { version: { inputs: {}, output: u32, doc: "Version." } },
      doc: "Core.",
    },
  },
  type: marker(["Runtime"]),
};
