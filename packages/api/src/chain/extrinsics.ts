import { bool, bytes, H256, struct, u32, vec } from "@pha/codec";
import { maxExtrinsicBytes, maxHttpReplyBytes } from "@pha/limits";
import { endpoint } from "../endpoint.ts";
import { apiErrors } from "./errors.ts";
import { Block, Extrinsic } from "./types.ts";

const byHash = { params: { hash: H256 }, errors: [apiErrors.ExtrinsicNotFound] };

/** A path to the extrinsics root of a block's header. */
const Path = { index: u32, count: u32, siblings: vec(H256, { max: 32 }) };

/** What a block has at a place, with its proof. */
export const ProvenExtrinsic = struct({ number: u32, ...Path, extrinsic: bytes({ max: maxExtrinsicBytes }) });

/** `/v1/extrinsics`: what is in a block, by hash. */
export const extrinsics = {
  get: endpoint("GET /v1/extrinsics/:hash", {
    summary: "An extrinsic that is in a block: decoded, with its events. /v1/transactions tells of waiting ones.",
    ...byHash,
    reply: struct({ block: Block, finalized: bool, extrinsic: Extrinsic }),
    maxReplyBytes: maxHttpReplyBytes,
  }),
  proof: endpoint("GET /v1/extrinsics/:hash/proof", {
    summary: "What proves, against the extrinsics root of its block's header, that the block holds an extrinsic.",
    ...byHash,
    reply: struct({ number: u32, ...Path }),
  }),
};
