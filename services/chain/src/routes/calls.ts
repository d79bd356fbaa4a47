import { chainApi, jsonData, type Unsigned, usualLifetime } from "@pha/api";
import type { MultiSignature, TypeOf } from "@pha/codec";
import { listFailures } from "@pha/frame";
import { didRehearsed, joinSigned, mortalEra, noSignature, rehearsalOn, rehearsed, rehearser } from "@pha/runtime/spec";
import { implement, type Route } from "@pha/service-kit/http";
import { bringsCode, feeOf, foresee, foretell, nextOn } from "../ledger/foresee.ts";
import type { StateAt } from "../ledger/ledger.ts";
import { outcomeOf } from "../ledger/outcome.ts";
import { prepare } from "../ledger/prepare.ts";
import { computed } from "../ledger/read-budget.ts";
import { bytesOfCall, callFromJson } from "./call-from-json.ts";
import { decodedToJson } from "./decode.ts";
import type { RouteDeps } from "./deps.ts";
import { errors } from "./errors.ts";

export function callRoutes({ ledger, json: context }: RouteDeps): Route[] {
  return implement(chainApi.calls, {
    async prepare({ pallet, call: callName, args, from, scheme = "sr25519", ...choices }) {
      const call = callFromJson(ledger, { pallet, call: callName, args }, context);
      const { callBytes, extra, context: signing } = await prepare(ledger, from, call, choices);
      const unsigned = { call: callBytes, from, ...extra };
      const extrinsic = joinSigned(from, noSignature(scheme), extra, callBytes);
      const { runtime } = ledger;
      const state = (await ledger.stateAt(ledger.best.hash)) as StateAt; // that of the newest block is always kept
      const decoded = computed(() => runtime.decodeExtrinsic(extrinsic));
      const fee = await feeOf(state, runtime, decoded);
      const signingPayload = computed(() => runtime.signingPayload(callBytes, extra, signing));
      const given = { from, scheme, tip: extra.tip, call: callBytes, nonce: choices.nonce };
      const next = await nextOn(state, given);
      return { unsigned, signingPayload, fee, outcome: await foretell(state, next.runtime, next.extrinsic) };
    },

    async outcome({ from, tip = 0n, scheme = "sr25519", ...given }) {
      const call = bytesOfCall(ledger, given, context);
      const state = (await ledger.stateAt(ledger.best.hash)) as StateAt; // that of the newest block is always kept
      const { runtime, extrinsic } = await nextOn(state, { call, from, tip, scheme });
      if (bringsCode(extrinsic.call)) {
        throw errors.CodeNotRehearsed({ fee: await feeOf(state, runtime, extrinsic) });
      }
      return foresee(state, runtime, extrinsic);
    },

    async rehearse(given) {
      const call = bytesOfCall(ledger, given, context);
      const state = (await ledger.stateAt(ledger.best.hash)) as StateAt; // that of the newest block is always kept
      const runtime = await state.runtime();
      const extra = { era: mortalEra(usualLifetime, state.block.number), nonce: 0, tip: 0n };
      const signed = joinSigned(rehearser, noSignature("sr25519"), extra, rehearsed(call));
      const extrinsic = computed(() => runtime.decodeExtrinsic(signed));
      if (bringsCode(extrinsic.call)) throw errors.CodeNotRehearsed();
      const { events, facts = {} } = await outcomeOf(state, runtime, extrinsic, rehearsalOn);
      return {
        events: computed(() => didRehearsed(events).map((event) => decodedToJson(runtime, event, context))),
        failures: listFailures(runtime.pallets, events),
        facts: jsonData(facts),
      };
    },
  });
}

/** Puts a prepared extrinsic and its signature together. */
export function assemble({ call, from, ...extra }: Unsigned, signature: TypeOf<typeof MultiSignature>): Uint8Array {
  return joinSigned(from, signature, extra, call);
}
