import { type AccountId, CodedError, passes } from "@pha/codec";
import { type Accepts, acceptsText, type PalletOrigin } from "../accepts.ts";
import { errors } from "../errors.ts";
import type { StateView } from "../state/view.ts";
import { isNone, isRoot, type OriginCaller, originText, signerOf } from "./origin.ts";

/**
 * Decides whether an authority suffices, and who it is to the call. May look at the state.
 *
 * @throws `frame.BadOrigin`, or an error of its own; NotLoaded
 */
export type Ensure<C = unknown> = (caller: OriginCaller, state: StateView) => C;

/** `frame.BadOrigin`, with what would do and what came. */
export const refusal = (accepts: string, given: OriginCaller): CodedError =>
  errors.BadOrigin({ accepts, given: originText(given) });

/** Any account. */
export const bySigned: Ensure<AccountId> = (caller) => {
  const account = signerOf(caller);
  if (account === undefined) throw refusal("signed", caller);
  return account;
};

export const byRoot: Ensure<undefined> = (caller) => {
  if (!isRoot(caller)) throw refusal("root", caller);
  return undefined;
};

const byAnyone: Ensure<undefined> = (caller) => {
  if (isNone(caller)) throw refusal("anyone", caller);
  return undefined;
};

/**
 * A pallet's authority, where what it carries suffices: `by(council.origins.Members, ([ayes, seats]) => …)`.
 *
 * @param part - what suffices of it, in words: `2/3 of `
 */
export const by =
  <T>(origin: PalletOrigin<T>, suffices: (carried: T) => boolean = () => true, part = ""): Ensure<T> =>
  (caller) => {
    const carried = caller.value.value as T;
    if (caller.type !== origin.pallet || caller.value.type !== origin.origin || !suffices(carried))
      throw refusal(`${part}${acceptsText(origin)}`, caller);
    return carried;
  };

/** The first authority that suffices. */
export const anyOf =
  <C>(...ensures: readonly [Ensure<C>, ...Ensure<C>[]]): Ensure<C> =>
  (caller, state) => {
    const refused: CodedError[] = [];
    for (const ensure of ensures) {
      try {
        return ensure(caller, state);
      } catch (error) {
        if (!(error instanceof CodedError)) throw error;
        refused.push(error);
      }
    }
    const other = refused.findLast((error) => !errors.BadOrigin.is(error));
    if (other) throw other;
    throw refusal([...new Set(refused.map(({ data }) => data["accepts"]))].join(" or "), caller);
  };

/** Whether an authority suffices. */
export const suffices = (ensure: Ensure, caller: OriginCaller, state: StateView): boolean =>
  passes(() => void ensure(caller, state));

/** What decides for a call that accepts this; `configuration` has the pallet's configured ones. */
export function ensureOf(accepts: Accepts, configuration: Readonly<Record<string, Ensure>>): Ensure {
  if (typeof accepts === "object") {
    if (!("configured" in accepts)) return by(accepts);
    return configuration[accepts.configured] ?? ((caller) => raise(refusal(acceptsText(accepts), caller)));
  }
  return { signed: bySigned, root: byRoot, anyone: byAnyone }[accepts];
}

function raise(error: unknown): never {
  throw error;
}
