import { AccountId, option, struct, u32, u64, vec } from "@pha/codec";
import { type AnyRoute, route } from "@pha/service-kit/http";
import { Block } from "./block-id.ts";
import { Cursor, pageSize } from "./cursor.ts";
import type { RouteDeps } from "./deps.ts";
import { Extrinsic, showEvent, showExtrinsic } from "./extrinsic.ts";

const Page = struct({
  extrinsics: vec(struct({ block: Block, timeMs: u64, extrinsic: Extrinsic }), { max: 100 }),
  next: option(Cursor),
  /** What later blocks hold is not listed yet: finality, or moments behind it. */
  through: u32,
});

/** `/v1/accounts/…/history`: what an account did and what happened to it. */
export function accountHistoryRoutes(deps: RouteDeps): AnyRoute[] {
  const { ledger, history } = deps;
  return [
    route({
      method: "GET",
      url: "/v1/accounts/:address/history",
      summary:
        "Finalized extrinsics that an account signed or that touched it, newest first. next begins the next page.",
      params: struct({ address: AccountId }),
      query: struct({ before: option(Cursor), limit: option(u32) }),
      reply: Page,
      async handle({ params: { address }, query: { before, limit } }) {
        const through = await history.activityThrough();
        const below = before ? { block: before.block, extrinsic: before.place } : { block: through + 1, extrinsic: 0 };
        const { extrinsics, next } = await history.listOfAccount(address, { below, limit: pageSize(limit) });
        return {
          extrinsics: await Promise.all(
            extrinsics.map(async ({ block, timeMs, bytes, index, events }) => {
              const runtime = await ledger.runtimeOf(block.number);
              const shown = events.map((event) => showEvent(deps, runtime, event));
              return { block, timeMs, extrinsic: showExtrinsic(deps, runtime, bytes, index, shown) };
            }),
          ),
          next: next && { block: next.block, place: next.extrinsic },
          through,
        };
      },
    }),
  ];
}
