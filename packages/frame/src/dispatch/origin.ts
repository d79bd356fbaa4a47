import type { AccountId, Hex } from "@pha/codec";
import { errors } from "../errors.ts";
import type { OriginKind } from "../spec.ts";

/** On whose authority a call is dispatched. */
export type Origin =
  | { readonly type: "Root" }
  | { readonly type: "Signed"; readonly account: AccountId }
  | { readonly type: "None" }
  /** A registered enclave: its worker identity and the session that signed. */
  | { readonly type: "Enclave"; readonly identity: Hex; readonly session: Hex };

export const root: Origin = { type: "Root" };
export const none: Origin = { type: "None" };
export const signed = (account: AccountId): Origin => ({ type: "Signed", account });

/** Who called: an account, an enclave's identity, or nobody in particular. */
export type CallerOf<O> = O extends "signed" | "enclave" ? Hex : undefined;

/**
 * Checks that a call which accepts `kind` may be dispatched by `origin`; gives the caller.
 *
 * @throws `frame.BadOrigin`
 */
export function callerOf(kind: OriginKind, origin: Origin): Hex | undefined {
  switch (kind) {
    case "any":
      return undefined;
    case "signed":
      if (origin.type === "Signed") return origin.account;
      break;
    case "enclave":
      if (origin.type === "Enclave") return origin.identity;
      break;
    case "root":
      if (origin.type === "Root") return undefined;
      break;
    case "none":
      if (origin.type === "None") return undefined;
  }
  throw errors.BadOrigin({ accepts: kind, given: origin.type });
}
