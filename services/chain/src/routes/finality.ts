import { struct, u32, vec } from "@pha/codec";
import { Certificate, Header, NilCertificate } from "@pha/light-client";
import { type AnyRoute, route } from "@pha/service-kit/http";
import { errors as chainErrors } from "../errors.ts";
import { BlockId, resolveBlock } from "./block-id.ts";
import type { RouteDeps } from "./deps.ts";
import { errors } from "./errors.ts";

/** `/v1/finality`: headers and the certificates that a quorum of validators signed for them. */
export function finalityRoutes({ ledger }: RouteDeps): AnyRoute[] {
  return [
    route({
      method: "GET",
      url: "/v1/finality/:block",
      summary: "A block's header and its finality certificate.",
      params: struct({ block: BlockId }),
      reply: struct({ number: u32, header: Header, certificate: Certificate }),
      errors: [errors.BadBlockId, chainErrors.BlockNotFound, errors.NotCertified],
      async handle({ params: { block } }) {
        const { number, hash } = await resolveBlock(ledger, block);
        const [header, certificate] = await Promise.all([ledger.findHeader(hash), ledger.findCertificate(number)]);
        if (header === undefined) throw chainErrors.BlockNotFound({ number });
        if (certificate === undefined) throw errors.NotCertified({ number });
        return { number, header, certificate };
      },
    }),
    route({
      method: "GET",
      url: "/v1/finality/:number/refused",
      summary: "What closed the rounds of a height whose blocks validators found invalid, first round first.",
      params: struct({ number: u32 }),
      reply: vec(NilCertificate, { max: 1024 }),
      errors: [],
      handle: ({ params: { number } }) =>
        number > ledger.finalized.number + 1 ? [] : ledger.listNilCertificates(number),
    }),
  ];
}
