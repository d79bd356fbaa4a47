import { bool, H256, struct, u32, vec } from "@pha/codec";
import { endpoint } from "../endpoint.ts";
import { apiErrors } from "./errors.ts";
import { Block, Extrinsic } from "./types.ts";

const byHash = { params: { hash: H256 }, errors: [apiErrors.ExtrinsicNotFound] };

/** `/v1/extrinsics`: what is in a block, by hash. */
export const extrinsics = {
  get: endpoint("GET /v1/extrinsics/:hash", {
    summary: "An extrinsic that is in a block: decoded, with its events. /v1/transactions tells of waiting ones.",
    ...byHash,
    reply: struct({ block: Block, finalized: bool, extrinsic: Extrinsic }),
  }),
  proof: endpoint("GET /v1/extrinsics/:hash/proof", {
    summary: "What proves, against the extrinsics root of its block's header, that the block holds an extrinsic.",
    ...byHash,
    reply: struct({ number: u32, index: u32, count: u32, siblings: vec(H256, { max: 32 }) }),
  }),
};
