import { chainApi } from "@pha/api";
import { toHex } from "@pha/codec";
import { listProof, sha256 } from "@pha/crypto";
import { implement, type Route } from "@pha/service-kit/http";
import { computed } from "../ledger/read-budget.ts";
import type { RouteDeps } from "./deps.ts";
import { errors } from "./errors.ts";
import { readExtrinsic } from "./extrinsic.ts";

export function extrinsicRoutes(deps: RouteDeps): Route[] {
  return implement(chainApi.extrinsics, {
    async get({ hash }) {
      const found = await deps.ledger.findExtrinsic(hash);
      if (found === undefined) throw errors.ExtrinsicNotFound({ hash });
      const { block, finalized } = found;
      return { block, finalized, extrinsic: await readExtrinsic(deps, found) };
    },

    async proof({ hash }) {
      const found = await deps.ledger.findExtrinsic(hash);
      const body = found && (await deps.ledger.findBody(found.block.hash));
      if (found === undefined || body === undefined) throw errors.ExtrinsicNotFound({ hash });
      const { block, index } = found;
      const siblings = computed(() => listProof(body, index, sha256).map(toHex));
      return { number: block.number, index, count: body.length, siblings };
    },
  });
}
