import { bool, H256, struct, toHex, u32, vec } from "@pha/codec";
import { listProof, sha256 } from "@pha/crypto";
import { type AnyRoute, route } from "@pha/service-kit/http";
import { Block } from "./block-id.ts";
import type { RouteDeps } from "./deps.ts";
import { errors } from "./errors.ts";
import { Extrinsic, readExtrinsic } from "./extrinsic.ts";

/** `/v1/extrinsics`: what is in a block, by hash. */
export function extrinsicRoutes(deps: RouteDeps): AnyRoute[] {
  return [
    route({
      method: "GET",
      url: "/v1/extrinsics/:hash",
      summary: "An extrinsic that is in a block: decoded, with its events. /v1/transactions tells of waiting ones.",
      params: struct({ hash: H256 }),
      reply: struct({ block: Block, finalized: bool, extrinsic: Extrinsic }),
      errors: [errors.ExtrinsicNotFound],
      async handle({ params: { hash } }) {
        const found = await deps.ledger.findExtrinsic(hash);
        if (found === undefined) throw errors.ExtrinsicNotFound({ hash });
        const { block, finalized } = found;
        return { block, finalized, extrinsic: await readExtrinsic(deps, found) };
      },
    }),
    route({
      method: "GET",
      url: "/v1/extrinsics/:hash/proof",
      summary: "What proves, against the extrinsics root of its block's header, that the block holds an extrinsic.",
      params: struct({ hash: H256 }),
      reply: struct({ number: u32, index: u32, count: u32, siblings: vec(H256, { max: 32 }) }),
      errors: [errors.ExtrinsicNotFound],
      async handle({ params: { hash } }) {
        const found = await deps.ledger.findExtrinsic(hash);
        const body = found && (await deps.ledger.findBody(found.block.hash));
        if (found === undefined || body === undefined) throw errors.ExtrinsicNotFound({ hash });
        const { block, index } = found;
        const siblings = listProof(body, index, sha256).map(toHex);
        return { number: block.number, index, count: body.length, siblings };
      },
    }),
  ];
}
