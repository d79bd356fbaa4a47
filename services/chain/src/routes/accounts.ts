import { AccountId, bool, option, struct, u32, u128 } from "@pha/codec";
import { readState, storageKeys } from "@pha/frame";
import { system } from "@pha/runtime/spec";
import { type AnyRoute, route } from "@pha/service-kit/http";
import { errors as chainErrors } from "../errors.ts";
import { Block, BlockId, resolveState } from "./block-id.ts";
import type { RouteDeps } from "./deps.ts";
import { errors } from "./errors.ts";
import { proveState, StateProof } from "./proof.ts";

const Account = struct({
  address: AccountId,
  block: Block,
  /** Extrinsics of this account in blocks up to this one. */
  nonce: u32,
  /** Nonce of its next extrinsic, behind those that wait in the pool. */
  nextNonce: u32,
  free: u128,
  reserved: u128,
  /** Part of the balance that may not leave the account; it may be reserved. */
  frozen: u128,
  transferable: u128,
  proof: option(StateProof),
});

/** `/v1/accounts`: balances and nonce, with a proof on demand. */
export function accountRoutes({ ledger }: RouteDeps): AnyRoute[] {
  return [
    route({
      method: "GET",
      url: "/v1/accounts/:address",
      summary: "Balances (in plancks, 10⁻¹² PHA) and nonce of an account; with ?proof=true also their proof.",
      params: struct({ address: AccountId }),
      query: struct({ at: option(BlockId), proof: option(bool) }),
      reply: Account,
      errors: [errors.BadBlockId, chainErrors.BlockNotFound, chainErrors.StateNotKept, errors.NotCertified],
      async handle({ params: { address }, query: { at, proof = false } }) {
        const state = await resolveState(ledger, at ?? (proof ? "finalized" : "head"));
        const [{ nonce, data }, nextNonce, proven] = await Promise.all([
          state.read((view) => readState(system, view).account.get(address)),
          ledger.nextNonce(address),
          proof ? proveState(ledger, state, [storageKeys(system).account.key(address)]) : undefined,
        ]);
        const { free, reserved, frozen } = data;
        const held = frozen > reserved ? frozen - reserved : 0n;
        const transferable = free > held ? free - held : 0n;
        return { address, block: state.block, nonce, nextNonce, free, reserved, frozen, transferable, proof: proven };
      },
    }),
  ];
}
