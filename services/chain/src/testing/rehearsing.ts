import { type Hex, utf8 } from "@pha/codec";
import { type Call, makeCall, viewOf } from "@pha/frame";
import { genesisHeader, headerHash } from "@pha/light-client";
import { runtime } from "@pha/runtime";
import { balances, developmentAccounts, encodeCall, phala } from "@pha/runtime/spec";
import type { Ledger, StateAt } from "../ledger/ledger.ts";
import { callRoutes } from "../routes/calls.ts";
import { callToJson } from "../routes/decode.ts";
import type { RouteDeps } from "../routes/deps.ts";

/** Asks what comes of calls on the state of genesis, whose root authority an account has, or nobody. */
export function rehearsing({ withSudo }: { readonly withSudo: boolean }) {
  const spec = phala({ programs: [] });
  const genesis = withSudo ? spec.genesis : { ...spec.genesis, sudo: { key: undefined } };
  const state = runtime.genesis({ ...spec, genesis }, utf8("code"));
  const header = genesisHeader(`0x${"00".repeat(32)}`);
  const block = { number: 0, hash: headerHash(header) };
  const at: Partial<StateAt> = {
    ...{ block, header },
    runtime: async () => runtime,
    read: async (work) => work(viewOf(state)),
  };
  const nextNonce = async () => 0;
  const known = { best: block, finalized: block, genesis: block, runtime, nextNonce, stateAt: async () => at };
  const ledger = known as unknown as Ledger;
  const routes = callRoutes({ ledger, json: { ss58Prefix: 42 } } as unknown as RouteDeps);
  const ask = async (path: string, body: object) =>
    routes.find(({ endpoint }) => endpoint.path === path)?.handle(body as never, {} as never);
  return {
    ask,
    rehearse: (call: Call) => ask("/v1/calls/rehearsal", { call: encodeCall(call) }),
    prepare: (from: Hex, call: Call, choices: { readonly nonce?: number } = {}) => {
      const { pallet, call: name, args } = callToJson(runtime, call, { ss58Prefix: 42 });
      return ask("/v1/calls", { pallet, call: name, args, from, lifetime: 0, ...choices });
    },
    outcome: (from: Hex, call: Call) => ask("/v1/calls/outcome", { from, call: encodeCall(call) }),
    state,
  };
}

const [first, second] = developmentAccounts.map(({ account }) => ({ type: "Id", value: account }) as const);
if (!first || !second) throw new Error("development has two accounts");
export const [alice, bob] = [first, second];

/** By root alone, from Alice to Bob. */
export const transfer = (value: bigint) => makeCall(balances, "force_transfer", { source: alice, dest: bob, value });
