import { bool, H256, option, struct, type TypeOf, u32, u64, vec } from "@pha/codec";
import { blockTime, Header } from "@pha/light-client";
import { type AnyRoute, route } from "@pha/service-kit/http";
import { errors as chainErrors } from "../errors.ts";
import type { BlockRef } from "../ledger/ledger.ts";
import { BlockId, resolveBlock } from "./block-id.ts";
import type { RouteDeps } from "./deps.ts";
import { errors } from "./errors.ts";
import { Event, Extrinsic, readBlock } from "./extrinsic.ts";

const Summary = struct({ number: u32, hash: H256, parentHash: H256, timeMs: u64, finalized: bool, header: Header });

const Page = struct({ blocks: vec(Summary, { max: 100 }), next: option(u32) });

const Detail = struct({
  number: u32,
  hash: H256,
  timeMs: u64,
  finalized: bool,
  header: Header,
  extrinsics: vec(Extrinsic, { max: 65_536 }),
  /** Of no extrinsic: deposited at the block's start or end. */
  events: vec(Event, { max: 65_536 }),
});

/** `/v1/blocks`: lists newest first, and one block with all that happened in it. */
export function blockRoutes(deps: RouteDeps): AnyRoute[] {
  const { ledger } = deps;
  const named = { params: struct({ block: BlockId }), errors: [errors.BadBlockId, chainErrors.BlockNotFound] };

  return [
    route({
      method: "GET",
      url: "/v1/blocks",
      summary: "Blocks, newest first. For the next page, pass next as before.",
      query: struct({ before: option(u32), limit: option(u32) }),
      reply: Page,
      async handle({ query: { before, limit = 20 } }) {
        const last = Math.min(ledger.best.number, (before ?? ledger.best.number + 1) - 1);
        const first = Math.max(0, last - Math.min(Math.max(limit, 1), 100) + 1);
        const numbers = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => last - i);
        const blocks = await Promise.all(
          numbers.map(async (number) => summary(await resolveBlock(ledger, `${number}`))),
        );
        return { blocks, next: first > 0 && numbers.length > 0 ? first : undefined };
      },
    }),
    route({
      method: "GET",
      url: "/v1/blocks/:block",
      summary: "One block: its header, extrinsics and events, decoded.",
      ...named,
      reply: Detail,
      async handle({ params: { block } }) {
        const ref = await resolveBlock(ledger, block);
        const [{ number, hash, timeMs, finalized, header }, { extrinsics, events }] = await Promise.all([
          summary(ref),
          readBlock(deps, ref),
        ]);
        return { number, hash, timeMs, finalized, header, extrinsics, events };
      },
    }),
    route({
      method: "GET",
      url: "/v1/blocks/:block/header",
      summary: "A block's header, without its content.",
      ...named,
      reply: Summary,
      handle: async ({ params: { block } }) => summary(await resolveBlock(ledger, block)),
    }),
  ];

  async function summary({ number, hash }: BlockRef): Promise<TypeOf<typeof Summary>> {
    const header = await ledger.findHeader(hash);
    if (header === undefined) throw chainErrors.BlockNotFound({ hash });
    const finalized = number <= ledger.finalized.number;
    return { number, hash, parentHash: header.parentHash, timeMs: blockTime(header).timeMs, finalized, header };
  }
}
