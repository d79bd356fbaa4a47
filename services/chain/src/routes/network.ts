import { bool, bytes, H256, type Json, option, struct, text, u32, vec } from "@pha/codec";
import { describePallet } from "@pha/frame";
import { Header, validatorSetKey, Witness } from "@pha/light-client";
import { type AnyRoute, route } from "@pha/service-kit/http";
import { errors as chainErrors } from "../errors.ts";
import { BlockId, resolveBlock } from "./block-id.ts";
import type { RouteDeps } from "./deps.ts";
import { errors } from "./errors.ts";
import { json } from "./json.ts";
import { witnessOf } from "./proof.ts";

const name = text({ max: 128 });

const Version = struct({ specName: name, specVersion: u32, transactionVersion: u32 });

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

/** What this network is: genesis, runtime, metadata. */
export function networkRoutes({ ledger, json: context }: RouteDeps): AnyRoute[] {
  const query = struct({ at: option(BlockId) });
  const problems = [errors.BadBlockId, chainErrors.BlockNotFound];

  /** The runtime that the state of a block names. */
  const runtimeAt = async (at: string | undefined) =>
    at === undefined ? ledger.runtime : ledger.runtimeOf((await resolveBlock(ledger, at)).number + 1);

  return [
    route({
      method: "GET",
      url: "/v1/genesis",
      summary: "What a light client starts from: genesis hash and header, and the proof of the first validators.",
      reply: Genesis,
      async handle() {
        const { spec, genesis } = ledger;
        const state = await ledger.stateAt(genesis.hash);
        if (state === undefined) throw chainErrors.BlockNotFound({ number: 0 });
        return {
          hash: genesis.hash,
          chain: spec.name,
          title: spec.title,
          development: spec.development,
          ss58Prefix: spec.ss58Prefix,
          tokenSymbol: spec.token.symbol,
          tokenDecimals: spec.token.decimals,
          header: genesis.header,
          validators: await witnessOf(state, [validatorSetKey]),
        };
      },
    }),
    route({
      method: "GET",
      url: "/v1/runtime",
      summary: "Name and versions of the runtime: both versions are part of what an extrinsic's signature covers.",
      query,
      reply: Version,
      errors: problems,
      async handle({ query: { at } }) {
        const { spec_name, spec_version, transaction_version } = (await runtimeAt(at)).version;
        return { specName: spec_name, specVersion: spec_version, transactionVersion: transaction_version };
      },
    }),
    route({
      method: "GET",
      url: "/v1/metadata",
      summary: "All pallets: storage, calls, events, errors and constants, with the JSON Schemas of their values.",
      query,
      reply: vec(json, { max: 256 }),
      errors: problems,
      handle: async ({ query: { at } }) =>
        (await runtimeAt(at)).pallets.map((pallet) => describePallet(pallet, context) as unknown as Json),
    }),
    route({
      method: "GET",
      url: "/v1/metadata/:version",
      summary: "Substrate metadata in SCALE, as its clients read it: version 14, 15 or 16.",
      params: struct({ version: u32 }),
      reply: struct({ version: u32, bytes: bytes({ max: 8_388_608 }) }),
      query,
      errors: [errors.MetadataVersion, ...problems],
      async handle({ params: { version }, query: { at } }) {
        if (version !== 14 && version !== 15 && version !== 16) throw errors.MetadataVersion({ version });
        return { version, bytes: (await runtimeAt(at)).metadata(version) };
      },
    }),
  ];
}
