import { chainApi, usualPage } from "@pha/api";
import { implement, type Route } from "@pha/service-kit/http";
import type { RouteDeps } from "./deps.ts";
import { showExtrinsic } from "./extrinsic.ts";

export function accountHistoryRoutes(deps: RouteDeps): Route[] {
  const { ledger, history } = deps;
  return implement(chainApi.accountHistory, {
    async list({ address, before, limit = usualPage }) {
      const through = await history.activityThrough();
      const below = before ? { block: before.block, extrinsic: before.place } : { block: through + 1, extrinsic: 0 };
      const { extrinsics, next } = await history.listOfAccount(address, { below, limit });
      return {
        extrinsics: await Promise.all(
          extrinsics.map(async ({ block, timeMs, bytes, index, events }) => {
            const runtime = await ledger.runtimeOf(block.number);
            return { block, timeMs, extrinsic: showExtrinsic(deps, runtime, bytes, index, events) };
          }),
        ),
        next: next && { block: next.block, place: next.extrinsic },
        through,
      };
    },
  });
}
