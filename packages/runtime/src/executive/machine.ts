import { type Call, type CallSpec, type Implementation, implement, type Weight } from "@pha/frame";
import type { Pallet, PalletHost } from "../pallet.ts";
import { runtimeSpecOf, type VersionedSpec } from "../runtime-spec.ts";

/** What the executive knows of the pallets that its runtime is made of. */
export interface Machine {
  readonly spec: VersionedSpec;
  readonly pallets: readonly Pallet[];
  /** The code of calls and hooks, by pallet. */
  readonly implementations: ReadonlyMap<string, Implementation>;
  /** The declaration of a call that was decoded or made from JSON, so it exists. */
  callSpecOf(call: Call): CallSpec;
  /** Whether enclaves send this call, in a bare extrinsic. */
  isBareCall(call: Call): boolean;
  /** Calls that a call carries. */
  nestedCalls(call: Call): readonly Call[];
  /** What a call weighs, with all calls it carries. */
  weigh(call: Call): Weight;
}

/** Finds out once what every block needs to know of its pallets. */
export function makeMachine(pallets: readonly Pallet[], host: PalletHost): Machine {
  const spec = runtimeSpecOf(pallets.map((pallet) => pallet.spec));
  const byName = new Map(spec.pallets.map((pallet) => [pallet.name, pallet]));
  const callSpecOf = (call: Call): CallSpec => byName.get(call.type)?.calls[call.value.type] as CallSpec;
  const nestedCalls = (call: Call): readonly Call[] => {
    const args = call.value.value as Record<string, Call | readonly Call[]>;
    return callSpecOf(call).nested.flatMap((name) => args[name] as Call | readonly Call[]);
  };
  const weigh = (call: Call): Weight => nestedCalls(call).map(weigh).reduce(addWeights, callSpecOf(call).weight);
  return {
    spec,
    pallets,
    implementations: new Map(pallets.map((pallet) => [pallet.spec.name, implementationOf(pallet, host)])),
    callSpecOf,
    isBareCall: (call) => callSpecOf(call).origin === "enclave",
    nestedCalls,
    weigh,
  };
}

function implementationOf({ spec, calls, hooks = {} }: Pallet, host: PalletHost): Implementation {
  const implementation = typeof calls === "function" ? calls(host) : (calls ?? implement(spec, {}));
  return { ...implementation, hooks };
}

export const addWeights = (a: Weight, b: Weight): Weight => ({
  ref_time: a.ref_time + b.ref_time,
  proof_size: a.proof_size + b.proof_size,
});
