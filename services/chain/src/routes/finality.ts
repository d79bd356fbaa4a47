import { chainApi } from "@pha/api";
import { implement, type Route } from "@pha/service-kit/http";
import { errors as chainErrors } from "../errors.ts";
import { resolveBlock } from "./block-id.ts";
import type { RouteDeps } from "./deps.ts";
import { errors } from "./errors.ts";

export function finalityRoutes({ ledger }: RouteDeps): Route[] {
  return implement(chainApi.finality, {
    async get({ block }) {
      const { number, hash } = await resolveBlock(ledger, block);
      const [header, certificate] = await Promise.all([ledger.findHeader(hash), ledger.findCertificate(number)]);
      if (header === undefined) throw chainErrors.BlockNotFound({ number });
      if (certificate === undefined) throw errors.NotCertified({ number });
      return { number, header, certificate };
    },

    refused: ({ number }) => (number > ledger.finalized.number + 1 ? [] : ledger.listNilCertificates(number)),
  });
}
