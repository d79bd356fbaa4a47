import { governanceApi } from "@pha/api";
import { encode, inField, type Json, toJson } from "@pha/codec";
import { readState, type StateView } from "@pha/frame";
import { immortal, mortalEra, RuntimeCall, signingPayload, system } from "@pha/runtime/spec";
import { implement, type Route } from "@pha/service-kit/http";
import { completeCall } from "../ledger/complete-call.ts";
import { nothing } from "../ledger/snapshot.ts";
import { findCall, knownCalls } from "../rules/known-calls.ts";
import type { RouteDeps } from "./deps.ts";

/** For how many blocks a prepared extrinsic is valid, unless the caller wants it otherwise. */
const lifetimeBlocks = 64;

export const actRoutes = ({ snapshot, json, genesisHash }: RouteDeps): Route[] =>
  implement(governanceApi.acts, {
    list: () => ({
      calls: knownCalls.map(({ pallet, call, spec }) => ({
        pallet,
        call,
        doc: spec.doc,
        args: spec.type.schema as Json,
      })),
    }),

    async prepare({ pallet, call, args: given, from, nonce, tip = 0n, lifetime = lifetimeBlocks }) {
      const { spec } = findCall(pallet, call);
      const { head, ledger } = await snapshot(nothing);
      const { preimage, args, next, specVersion } = await ledger((state) => ({
        ...completeCall(state, { pallet, call, args: given }, json),
        ...accountOf(state, from),
      }));
      const value = inField("args", () => spec.type.fromJson(args, json)) as never;
      const bytes = encode(RuntimeCall, { type: pallet, value: { type: call, value } } as never);
      const era = lifetime === 0 ? immortal : mortalEra(lifetime, head.number);
      const extra = { era, nonce: nonce ?? next, tip };
      const context = {
        ...{ genesisHash, ...(specVersion !== undefined && { specVersion }) },
        ...(era.type !== "Immortal" && { eraBlockHash: head.hash }),
      };
      return {
        block: head.number,
        call: toJson(spec.type, value, json),
        unsigned: { call: bytes, from, ...extra },
        signingPayload: signingPayload(bytes, extra, context),
        preimage,
      };
    },
  });

/** What of the state is signed: the account's next nonce, the version of the runtime. */
function accountOf(state: StateView, who: `0x${string}`) {
  const { account, lastRuntimeUpgrade } = readState(system, state);
  return { next: account.get(who).nonce, specVersion: lastRuntimeUpgrade.get()?.spec_version };
}
