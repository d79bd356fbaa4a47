import { governanceApi, usualLifetime } from "@pha/api";
import { encode, inField, type Json, toJson } from "@pha/codec";
import { RuntimeCall, signingPayload } from "@pha/runtime/spec";
import { implement, type Route } from "@pha/service-kit/http";
import { completeCall } from "../ledger/complete-call.ts";
import { signedBeside } from "../ledger/signing.ts";
import { nothing } from "../ledger/snapshot.ts";
import { findCall, knownCalls } from "../rules/known-calls.ts";
import type { RouteDeps } from "./deps.ts";

export const callRoutes = ({ snapshot, foretell, charge, json, genesisHash }: RouteDeps): Route[] =>
  implement(governanceApi.calls, {
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
      const { fee, outcome, cost } = await foretell({ call: bytes, from, nonce, tip, scheme });
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
