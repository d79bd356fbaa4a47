import { chainApiErrors as errors } from "@pha/api";
import { utf8 } from "@pha/codec";
import { type Call, makeCall, viewOf } from "@pha/frame";
import { genesisHeader, headerHash } from "@pha/light-client";
import { runtime } from "@pha/runtime";
import { balances, developmentAccounts, encodeCall, PHA, phala, sudo, system, utility } from "@pha/runtime/spec";
import { expect, it } from "vitest";
import type { Ledger, StateAt } from "../ledger/ledger.ts";
import { callRoutes } from "./calls.ts";
import type { RouteDeps } from "./deps.ts";

/** Rehearses calls on the state of genesis, whose root authority an account has, or nobody. */
function rehearsing({ withSudo }: { readonly withSudo: boolean }) {
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
  const ledger = { best: block, stateAt: async () => at } as unknown as Ledger;
  const routes = callRoutes({ ledger, json: { ss58Prefix: 42 } } as unknown as RouteDeps);
  const route = routes.find(({ endpoint }) => endpoint.path === "/v1/calls/rehearsal");
  return {
    rehearse: async (call: Call) => route?.handle({ call: encodeCall(call) } as never, {} as never),
    state,
  };
}

const [alice, bob] = developmentAccounts.map(({ account }) => ({ type: "Id", value: account }) as const);
if (!alice || !bob) throw new Error("development has two accounts");
const transfer = (value: bigint) => makeCall(balances, "force_transfer", { source: alice, dest: bob, value });

it("rehearses a call as root, whether or not anybody has that authority, and keeps nothing", async () => {
  for (const withSudo of [true, false]) {
    const { rehearse, state } = rehearsing({ withSudo });
    const before = new Map(state);
    expect(await rehearse(transfer(PHA))).toMatchObject({
      failures: [],
      events: [{ pallet: "Balances", name: "Transfer", fields: { amount: String(PHA) } }],
    });
    expect(await rehearse(transfer(10n ** 30n))).toMatchObject({
      failures: [{ event: "Sudo.Sudid", error: "Balances.InsufficientBalance" }],
      events: [],
    });
    expect(state).toEqual(before);
  }
});

it("has nobody's code loaded by a rehearsal, however deep it lies in the call", async () => {
  const { rehearse } = rehearsing({ withSudo: true });
  const set = makeCall(system, "set_code", { code: Uint8Array.of(1) });
  const inBatch = makeCall(utility, "batch_all", { calls: [transfer(1n), set] });
  for (const call of [set, inBatch, makeCall(sudo, "sudo", { call: inBatch })])
    await expect(rehearse(call)).rejects.toSatisfy(errors.CodeNotRehearsed.is);
});
