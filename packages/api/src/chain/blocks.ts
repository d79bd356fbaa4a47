import { bool, H256, option, struct, type TypeOf, u32, u64, vec } from "@pha/codec";
import { Header } from "@pha/light-client";
import { maxExtrinsics, maxHttpReplyBytes } from "@pha/limits";
import { endpoint } from "../endpoint.ts";
import { maxPage, PageSize } from "../types.ts";
import { apiErrors, errors } from "./errors.ts";
import { ProvenExtrinsic } from "./extrinsics.ts";
import { BlockId, Event, Extrinsic } from "./types.ts";

const BlockSummary = struct({
  number: u32,
  hash: H256,
  parentHash: H256,
  timeMs: u64,
  finalized: bool,
  header: Header,
});
export type BlockSummary = TypeOf<typeof BlockSummary>;

const BlockDetail = struct({
  number: u32,
  hash: H256,
  timeMs: u64,
  finalized: bool,
  header: Header,
  extrinsics: vec(Extrinsic, { max: maxExtrinsics }),
  /** Of no extrinsic: deposited at the block's start or end. */
  events: vec(Event, { max: 65_536 }),
});

const named = { params: { block: BlockId }, errors: [apiErrors.BadBlockId, errors.BlockNotFound] };

/** `/v1/blocks`: lists newest first, and one block with all that happened in it. */
export const blocks = {
  list: endpoint("GET /v1/blocks", {
    summary: "Blocks, newest first. For the next page, pass next as before.",
    query: { before: option(u32), limit: option(PageSize) },
    reply: struct({ blocks: vec(BlockSummary, { max: maxPage }), next: option(u32) }),
    maxReplyBytes: maxHttpReplyBytes,
    errors: [errors.BlockNotFound],
  }),
  get: endpoint("GET /v1/blocks/:block", {
    summary: "One block: its header, extrinsics and events, decoded.",
    ...named,
    reply: BlockDetail,
    maxReplyBytes: maxHttpReplyBytes,
  }),
  header: endpoint("GET /v1/blocks/:block/header", {
    summary: "A block's header, without its content.",
    ...named,
    reply: BlockSummary,
  }),
  extrinsic: endpoint("GET /v1/blocks/:block/extrinsics/:index", {
    summary: "What a block has at a place, as bytes, with what proves it against the extrinsics root of its header.",
    params: { block: BlockId, index: u32 },
    reply: ProvenExtrinsic,
    maxReplyBytes: maxHttpReplyBytes,
    errors: [apiErrors.BadBlockId, errors.BlockNotFound, apiErrors.ExtrinsicNotFound],
  }),
};
