import { chainApi, jsonData, type Unsigned, usualLifetime } from "@pha/api";
import type { MultiSignature, TypeOf } from "@pha/codec";
import { listFailures } from "@pha/frame";
import { joinSigned, mortalEra, noSignature } from "@pha/runtime/spec";
import { implement, type Route } from "@pha/service-kit/http";
import type { StateAt } from "../ledger/ledger.ts";
import { outcomeOf } from "../ledger/outcome.ts";
import { prepare } from "../ledger/prepare.ts";
import { computed } from "../ledger/read-budget.ts";
import { callFromJson } from "./call-from-json.ts";
import type { RouteDeps } from "./deps.ts";

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
      const fee = await state.read((view) => computed(() => runtime.fee(decoded, view)));
      return { unsigned, signingPayload: computed(() => runtime.signingPayload(callBytes, extra, signing)), fee };
    },

    async outcome({ call, from, tip = 0n, scheme = "sr25519" }) {
      const state = (await ledger.stateAt(ledger.best.hash)) as StateAt; // that of the newest block is always kept
      const runtime = await state.runtime();
      const nonce = await state.read((view) => runtime.nonce(view, from));
      const extra = { era: mortalEra(usualLifetime, state.block.number), nonce, tip };
      const signed = joinSigned(from, noSignature(scheme), extra, call);
      const extrinsic = computed(() => runtime.decodeExtrinsic(signed));
      await state.read((view) => computed(() => runtime.validate(view, extrinsic, state.block)));
      const { fee, events, facts = {} } = await outcomeOf(state, runtime, extrinsic);
      return { fee, failures: listFailures(runtime.pallets, events), facts: jsonData(facts) };
    },
  });
}

/** Puts a prepared extrinsic and its signature together. */
export function assemble({ call, from, ...extra }: Unsigned, signature: TypeOf<typeof MultiSignature>): Uint8Array {
  return joinSigned(from, signature, extra, call);
}
