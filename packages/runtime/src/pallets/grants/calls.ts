import type { Hex } from "@pha/codec";
import { implement } from "@pha/frame";
import type { JudgeEnv } from "../../pallet.ts";
import { gatekeepers } from "../gatekeepers/spec.ts";
import { blocksBetween, type Grant, grants } from "./spec.ts";
import { isTeller } from "./teller.ts";

const { errors } = grants;

/** A batch is asked for of members, once in so many blocks. */
export function judgeLog(env: JudgeEnv, enclave: Hex, batch: { readonly grants: readonly Grant[] }): undefined {
  if (!isTeller(env.of(gatekeepers).state, enclave)) throw errors.NotMember();
  if (batch.grants.length === 0) throw errors.NothingGranted();
  const newest = env.of(grants).state.newest.get(enclave);
  if (newest !== undefined && env.block.number < newest + blocksBetween)
    throw errors.TooSoon({ next: newest + blocksBetween });
}

export const grantsCalls = implement(grants, {
  log(context, batch) {
    const { identity } = context.caller;
    judgeLog(context, identity, batch);

    context.state.newest.put(identity, context.block.number);
    context.emit.KeysGranted({ gatekeeper: identity, grants: batch.grants });
  },
});
