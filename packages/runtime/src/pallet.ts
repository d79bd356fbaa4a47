import type { Hex, TypeOf } from "@pha/codec";
import type {
  AnyPallet,
  ApiSpec,
  ArgsOf,
  BlockContext,
  Call,
  Env,
  FiltersOf,
  GenesisOf,
  Hooks,
  Implementation,
  MethodSpec,
  OriginsOf,
  StateView,
  Units,
  Weight,
} from "@pha/frame";
import type { Header } from "@pha/light-client";
import type { CarryRule } from "./carry-rules.ts";
import type { NetworkProfile } from "./chain-spec/chain-spec.ts";
import type { Extrinsic } from "./extrinsic/extrinsic.ts";
import type { Host } from "./host.ts";
import type { Role } from "./pallets/attestation/spec.ts";
import type { CallEnv } from "./runtime.ts";

/** The block, state and helpers that a query gets beside its arguments. */
export interface QueryContext {
  readonly state: StateView;
  readonly env: CallEnv;
  /** Reads an extrinsic that is given without its length prefix. */
  extrinsicOf(raw: Uint8Array): Extrinsic;
  /** Whether it counts as operational: see `Machine`. */
  isOperational(extrinsic: Extrinsic, state: StateView): boolean;
  weigh(call: Call): Weight;
}

type InputsOf<M extends MethodSpec> = { readonly [K in keyof M["inputs"]]: TypeOf<M["inputs"][K]> };

/** The functions that answer runtime APIs. Each may throw NotLoaded: the host loads the keys and calls it again. */
export type QueriesOf<A> = {
  readonly [Name in keyof A]: A[Name] extends ApiSpec<infer M>
    ? {
        readonly [F in keyof M]: (inputs: InputsOf<M[F]>, context: QueryContext) => TypeOf<M[F]["output"]>;
      }
    : never;
};

/** Keys that are touched for certain, so that the host loads them beforehand. A hint: what it lacks, NotLoaded names. */
export interface TouchedKeys {
  /** By every block after `parent`. */
  readonly block?: (parent: Header) => readonly Hex[];
  /** By an extrinsic, of any pallet. */
  readonly extrinsic?: (extrinsic: Extrinsic) => readonly Hex[];
}

/** What the weight of a pallet's calls grows with, by call and name, as their arguments say it. */
export type UnitsOf<P extends AnyPallet> = {
  readonly [N in keyof P["calls"]]?: Readonly<Record<string, (args: ArgsOf<P, N>) => number>>;
};

/** What a judgement may look at: the state, and the number of the block. */
export interface JudgeEnv extends Pick<Env, "of"> {
  readonly block: Pick<BlockContext, "number">;
}

/**
 * Whether an enclave's call can succeed, as the state tells before it is done; the call begins with the same. What fails
 * here is neither let into the pool nor into a block. It must stay possible for what an honest enclave has signed: its
 * session's calls are counted in their order, and one that the state has overtaken would stop those behind it.
 *
 * @returns the units of the call's work, where the state tells them
 * @throws what the call throws
 */
export type Judge<A> = (env: JudgeEnv, enclave: Hex, args: A) => Units | undefined;

/** Which enclaves may make a pallet's bare calls at all, and what is known of those calls before they are done. */
export interface EnclavesOf<P extends AnyPallet> {
  readonly role: Role["type"];
  /** Of every bare call. */
  readonly judges: { readonly [N in keyof P["calls"]]?: Judge<ArgsOf<P, N>> };
  /** Those that a phase asks of an enclave once: they have room of their own. */
  readonly once?: readonly (keyof P["calls"])[];
}

/** The part of the host that pallets may call. */
export type PalletHost = Pick<Host, "inspect">;

/** The code of a pallet; what it does not have, it leaves out. */
export interface PalletParts<P extends AnyPallet> {
  /** `calls.ts`; a function where calls ask the host. */
  readonly calls?: Implementation | ((host: PalletHost) => Implementation);
  /** What its calls' weights grow with; what one unit of it weighs is measured. */
  readonly units?: UnitsOf<P>;
  readonly enclaves?: EnclavesOf<P>;
  /** Pallets whose storage, events and functions its code uses itself. */
  readonly uses?: readonly AnyPallet[];
  /** Which authorities its calls accept, where the spec leaves that to the runtime's configuration. */
  readonly origins?: OriginsOf<P>;
  /** Which calls pass the restrictions that it declares. */
  readonly filters?: FiltersOf<P>;
  /** `hooks.ts`: what it does without being called. */
  readonly hooks?: Hooks;
  /**
   * `genesis.ts`: writes its part of a chain spec into the state of block 0.
   *
   * @throws `runtime.BadGenesis` for a part that contradicts itself.
   */
  readonly genesis?: (env: Env, part: GenesisOf<P>, network: NetworkProfile) => void;
  /** `carry-over.ts` */
  readonly carryOver?: readonly CarryRule[];
  readonly touchedKeys?: TouchedKeys;
  /** `queries.ts` */
  readonly queries?: QueriesOf<P["apis"]>;
}

/** A query as the executive calls it, with inputs that it has read by the spec. */
type Query = (inputs: Readonly<Record<string, unknown>>, context: QueryContext) => unknown;

/** Functions that answer runtime APIs, by the names of API and function. */
export type Queries = Readonly<Record<string, Readonly<Record<string, Query>>>>;

/** A pallet as a runtime is made of it: its contract and its code. */
export interface Pallet extends Omit<PalletParts<AnyPallet>, "genesis" | "queries"> {
  readonly spec: AnyPallet;
  /** `part` is of the type that the spec's `genesis` declares. */
  readonly genesis?: (env: Env, part: unknown, network: NetworkProfile) => void;
  readonly queries?: Queries;
}

/** Joins a pallet's contract and code. From here on the executive knows the types of values by the contract alone. */
export const joinPallet = <P extends AnyPallet>(spec: P, parts: PalletParts<P>): Pallet => ({
  ...(parts as unknown as Omit<Pallet, "spec">),
  spec,
});
