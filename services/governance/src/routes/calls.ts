import { governanceApi, usualLifetime } from "@pha/api";
import { encode, inField, type Json, toJson } from "@pha/codec";
import { RuntimeCall, signingPayload } from "@pha/runtime/spec";
import { FewOfEach } from "@pha/service-kit/few-at-once";
import { implement, type Route } from "@pha/service-kit/http";
import { completeCall } from "../ledger/complete-call.ts";
import { signedBeside } from "../ledger/signing.ts";
import { nothing } from "../ledger/snapshot.ts";
import { findCall, knownCalls } from "../rules/known-calls.ts";
import type { RouteDeps } from "./deps.ts";

/** What each client has the chain execute at a time: one after another. */
const executions = { atOnce: 1, mayWait: 8 } as const;

export function callRoutes({ snapshot, foretell, charge, json, genesisHash }: RouteDeps): Route[] {
  const executing = new FewOfEach(executions);
  return implement(governanceApi.calls, {
    list: () => ({
      calls: knownCalls.map(({ pallet, call, spec }) => ({
        pallet,
        call,
        doc: spec.doc,
        args: spec.type.schema as Json,
      })),
    }),

    async prepare(
      { pallet, call, args: given, from, nonce, tip = 0n, lifetime = usualLifetime, scheme = "sr25519" },
      { client },
    ) {
      const { spec } = findCall(pallet, call);
      const { head, ledger } = await snapshot(nothing);
      const { preimage, args, extra, context } = await ledger((state) => ({
        ...completeCall(state, { pallet, call, args: given }, json),
        ...signedBeside(state, { head, genesisHash }, { from, nonce, tip, lifetime }),
      }));
      const value = inField("args", () => spec.type.fromJson(args, json)) as never;
      const bytes = encode(RuntimeCall, { type: pallet, value: { type: call, value } } as never);
      const intent = { call: bytes, from, nonce, tip, scheme };
      const { fee, outcome, cost } = await executing.run(client, () => foretell(intent));
      charge(client, cost);
      return {
        block: head.number,
        call: toJson(spec.type, value, json),
        unsigned: { call: bytes, from, ...extra },
        signingPayload: signingPayload(bytes, extra, context),
        ...{ fee, outcome, preimage },
      };
    },
  });
}
