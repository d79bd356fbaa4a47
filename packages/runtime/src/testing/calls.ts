import type { Hex } from "@pha/codec";
import { type AnyPallet, type ArgsOf, type bareFields, type Call, makeCall } from "@pha/frame";

type GivenArgs<P extends AnyPallet, N extends keyof P["calls"]> = P["calls"][N] extends { readonly bare: true }
  ? Omit<ArgsOf<P, N>, keyof typeof bareFields>
  : ArgsOf<P, N>;

/** One function for each call of a pallet, typed by its spec. */
export type Calls<P extends AnyPallet> = {
  readonly [N in keyof P["calls"] & string]: (args: GivenArgs<P, N>) => Call;
};

const zeros = (bytes: number): Hex => `0x${"00".repeat(bytes)}`;
const unsigned = { session: zeros(32), sequence: 0n, signature: zeros(64) };

/**
 * Calls to dispatch: `const { transfer_all } = callsOf(balances)`. Those of enclaves carry no signature: whoever
 * dispatches them says on whose behalf.
 */
export const callsOf = <P extends AnyPallet>(pallet: P): Calls<P> =>
  Object.fromEntries(
    Object.entries<{ readonly bare: boolean }>(pallet.calls).map(([name, { bare }]) => [
      name,
      (args: object) => makeCall(pallet, name, (bare ? { ...args, ...unsigned } : args) as never),
    ]),
  ) as unknown as Calls<P>;
