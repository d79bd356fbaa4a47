import type { AccountId } from "@pha/codec";
import { anyOf, by, byRoot, type Ensure } from "@pha/frame";
import type { Collective } from "./contract.ts";

/** Ayes of a motion, and seats of the body. */
type Members = readonly [ayes: number, seats: number];

/** At least a part of a body: `atLeast(council, [3, 5])`. */
export const atLeast = ({ origins }: Collective, [part, of]: readonly [number, number]): Ensure<Members> =>
  by<Members>(origins.Members, ([ayes, seats]) => ayes * of >= part * seats, `${part}/${of} of `);

/** More than a part of a body. */
export const moreThan = ({ origins }: Collective, [part, of]: readonly [number, number]): Ensure<Members> =>
  by<Members>(origins.Members, ([ayes, seats]) => ayes * of > part * seats, `more than ${part}/${of} of `);

/** All of a body. */
export const unanimous = (body: Collective): Ensure<Members> => atLeast(body, [1, 1]);

/** One member, by `execute`; a motion is none, whatever its threshold. */
export const member = ({ origins }: Collective): Ensure<AccountId> => by<AccountId>(origins.Member);

/** Root, or what suffices of a body. */
export const rootOr = (suffices: Ensure): Ensure<undefined> =>
  anyOf(byRoot, (caller, state) => void suffices(caller, state));

/** Root, or more than half of a body. */
export const rootOrHalf = (body: Collective): Ensure<undefined> => rootOr(moreThan(body, [1, 2]));

/** The most that fits: no limit. */
const anyAmount = (1n << 128n) - 1n;

/** Root, or more than half of a body, may spend as much as there is. */
export const bySpender =
  (body: Collective): Ensure<bigint> =>
  (caller, state) => {
    rootOrHalf(body)(caller, state);
    return anyAmount;
  };
