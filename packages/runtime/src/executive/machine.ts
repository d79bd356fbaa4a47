import {
  type Call,
  type CallSpec,
  ensureOf,
  type Implementation,
  implement,
  type StateView,
  signed as signedBy,
  suffices,
  type Units,
  type Weight,
} from "@pha/frame";
import type { Extrinsic } from "../extrinsic/extrinsic.ts";
import type { Judge, Pallet, PalletHost } from "../pallet.ts";
import type { Role } from "../pallets/attestation/spec.ts";
import { runtimeSpecOf, type VersionedSpec } from "../runtime-spec.ts";
import { type CallWeight, weights } from "../weights.ts";
import { addWeights, noWeight, timesWeight } from "./weights.ts";

/** Which enclaves may make a bare call, whether it can succeed, and whether a phase asks for it once. */
export interface EnclavesOfCall {
  readonly role: Role["type"];
  readonly judge: Judge<unknown>;
  readonly isOnce: boolean;
}

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
  /**
   * Whether a call that is declared operational comes from somebody it accepts: from others it is as any call. The session
   * of a bare extrinsic is not looked at.
   */
  isOperational(extrinsic: Extrinsic, state: StateView): boolean;
  /** Of a bare call: which enclaves may make it, and what is known of it before it is done. */
  enclavesOf(call: Call): EnclavesOfCall | undefined;
  /** Calls that a call carries. */
  nestedCalls(call: Call): readonly Call[];
  /** What a call weighs without those that it carries: at most, by its arguments, or with the units of work that it had. */
  weighAlone(call: Call, done?: Units): Weight;
  /** What a call weighs at most, with all calls it carries and what it lets a stored one weigh. */
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
  const unitsOf = new Map<string, Pallet["units"]>(pallets.map((pallet) => [pallet.spec.name, pallet.units]));
  const weighAlone = ({ type, value }: Call, done: Units = {}): Weight => {
    const row = weights[type]?.[value.type] ?? unmeasured;
    return Object.entries(unitsOf.get(type)?.[value.type] ?? {})
      .map(([name, count]) => {
        const most = count(value.value);
        return timesWeight(row.per?.[name] ?? noWeight, Math.min(most, done[name] ?? most));
      })
      .reduce(addWeights, { ref_time: row.ref_time, proof_size: row.proof_size });
  };
  const storedOf = (call: Call): Weight => {
    const { upTo } = callSpecOf(call);
    return upTo === undefined ? noWeight : ((call.value.value as Record<string, unknown>)[upTo] as Weight);
  };
  const weigh = (call: Call): Weight =>
    nestedCalls(call)
      .map(weigh)
      .reduce(addWeights, addWeights(weighAlone(call), storedOf(call)));
  const implementations = new Map(pallets.map((pallet) => [pallet.spec.name, implementationOf(pallet, host)]));
  return {
    spec,
    pallets,
    implementations,
    callSpecOf,
    isBareCall: (call) => callSpecOf(call).bare,
    enclavesOf({ type, value }) {
      const enclaves = pallets.find((pallet) => pallet.spec.name === type)?.enclaves;
      const judge = (enclaves?.judges as Readonly<Record<string, Judge<unknown>>> | undefined)?.[value.type];
      return enclaves && judge && { role: enclaves.role, judge, isOnce: enclaves.once?.includes(value.type) ?? false };
    },
    isOperational({ call, signed, bare }, state) {
      const { operational, origin } = callSpecOf(call);
      if (!operational || !signed) return operational && bare !== undefined;
      const ensure = ensureOf(origin, implementations.get(call.type)?.origins ?? {});
      return suffices(ensure, signedBy(signed.signer).caller, state);
    },
    nestedCalls,
    weighAlone,
    weigh,
  };
}

function implementationOf(pallet: Pallet, host: PalletHost): Implementation {
  const { spec, calls, hooks = {}, uses = [], origins = {}, filters = {} } = pallet;
  const implementation = typeof calls === "function" ? calls(host) : (calls ?? implement(spec, {}));
  for (const { origin } of Object.values<CallSpec>(spec.calls))
    if (typeof origin === "object" && "configured" in origin && !Object.hasOwn(origins, origin.configured))
      throw new Error(`${spec.name}: nothing says what ${origin.configured} accepts`);
  checkHoldReasons(pallet);
  return { ...implementation, hooks, uses, origins, filters };
}

/** What is held for something that ends would stay on hold for ever. */
function checkHoldReasons({ spec, carryOver = [] }: Pallet): void {
  if (!carryOver.some(({ change }) => change === undefined)) return;
  for (const [reason, { ends }] of Object.entries(spec.holdReasonSpecs))
    if (ends === undefined) throw new Error(`${spec.name} does not say whether holds for ${reason} end with its items`);
}

/** Weight of a call without a row in the table: of a pallet that only a test has. */
const unmeasured: CallWeight = { ref_time: 100_000_000n, proof_size: 4_096n };
