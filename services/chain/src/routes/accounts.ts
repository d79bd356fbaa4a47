import { chainApi } from "@pha/api";
import { readState, storageKeys } from "@pha/frame";
import { system } from "@pha/runtime/spec";
import { implement, type Route } from "@pha/service-kit/http";
import { resolveState } from "./block-id.ts";
import type { RouteDeps } from "./deps.ts";
import { proveState } from "./proof.ts";

export function accountRoutes({ ledger }: RouteDeps): Route[] {
  return implement(chainApi.accounts, {
    async get({ address, at, proof = false }) {
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
  });
}
