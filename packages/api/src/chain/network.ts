import { bool, bytes, H256, option, struct, u32, vec } from "@pha/codec";
import { Header, Witness } from "@pha/light-client";
import { maxHttpReplyBytes } from "@pha/limits";
import { endpoint } from "../endpoint.ts";
import { json } from "../types.ts";
import { apiErrors, errors } from "./errors.ts";
import { BlockId, name } from "./types.ts";

const Genesis = struct({
  hash: H256,
  chain: name,
  title: name,
  development: bool,
  ss58Prefix: u32,
  tokenSymbol: name,
  tokenDecimals: u32,
  header: Header,
  /** Proves `Validators.Set` against the header: the validators that certify the first blocks. */
  validators: Witness,
});

const query = { at: option(BlockId) };
const unknown = [apiErrors.BadBlockId, errors.BlockNotFound];

/** What this network is: genesis, runtime, metadata. */
export const network = {
  genesis: endpoint("GET /v1/genesis", {
    summary: "What a light client starts from: genesis hash and header, and the proof of the first validators.",
    reply: Genesis,
    errors: [errors.BlockNotFound],
  }),
  runtime: endpoint("GET /v1/runtime", {
    summary: "Name and versions of the runtime: both versions are part of what an extrinsic's signature covers.",
    query,
    reply: struct({ specName: name, specVersion: u32, transactionVersion: u32 }),
    errors: unknown,
  }),
  metadata: endpoint("GET /v1/metadata", {
    summary:
      "All pallets: storage, calls, events, errors and constants, with the JSON Schemas of their values. Ask again with its ETag.",
    query,
    reply: vec(json, { max: 256 }),
    steady: true,
    maxReplyBytes: maxHttpReplyBytes,
    errors: [errors.StateNotKept, ...unknown],
  }),
  metadataBytes: endpoint("GET /v1/metadata/:version", {
    summary: "Substrate metadata in SCALE, as its clients read it: version 14, 15 or 16.",
    params: { version: u32 },
    query,
    reply: struct({ version: u32, bytes: bytes({ max: 8_388_608 }) }),
    steady: true,
    maxReplyBytes: maxHttpReplyBytes,
    errors: [apiErrors.MetadataVersion, errors.StateNotKept, ...unknown],
  }),
};
