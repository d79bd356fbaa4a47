import { type BlockSummary, chainApi, usualPage } from "@pha/api";
import { toHex } from "@pha/codec";
import { listProof, sha256 } from "@pha/crypto";
import { blockTime } from "@pha/light-client";
import { implement, type Route } from "@pha/service-kit/http";
import { errors as chainErrors } from "../errors.ts";
import type { BlockRef } from "../ledger/ledger.ts";
import { computed } from "../ledger/read-budget.ts";
import { findNumbered, resolveBlock } from "./block-id.ts";
import type { RouteDeps } from "./deps.ts";
import { errors } from "./errors.ts";
import { readBlock } from "./extrinsic.ts";

export function blockRoutes(deps: RouteDeps): Route[] {
  const { ledger } = deps;

  return implement(chainApi.blocks, {
    async list({ before, limit = usualPage }) {
      const last = Math.min(ledger.best.number, (before ?? ledger.best.number + 1) - 1);
      const first = Math.max(0, last - limit + 1);
      const numbers = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => last - i);
      const listed = await Promise.all(numbers.map(async (number) => summary(await findNumbered(ledger, number))));
      return { blocks: listed, next: first > 0 && numbers.length > 0 ? first : undefined };
    },

    async get({ block }) {
      const ref = await resolveBlock(ledger, block);
      const [{ number, hash, timeMs, finalized, header }, { extrinsics, events }] = await Promise.all([
        summary(ref),
        readBlock(deps, ref),
      ]);
      return { number, hash, timeMs, finalized, header, extrinsics, events };
    },

    header: async ({ block }) => summary(await resolveBlock(ledger, block)),

    async extrinsic({ block, index }) {
      const { number, hash } = await resolveBlock(ledger, block);
      const body = (await ledger.findBody(hash)) ?? [];
      const extrinsic = body[index];
      if (extrinsic === undefined) throw errors.ExtrinsicNotFound({ block: number, index });
      const siblings = computed(() => listProof(body, index, sha256).map(toHex));
      return { number, index, count: body.length, siblings, extrinsic };
    },
  });

  async function summary({ number, hash }: BlockRef): Promise<BlockSummary> {
    const header = await ledger.findHeader(hash);
    if (header === undefined) throw chainErrors.BlockNotFound({ hash });
    const finalized = number <= ledger.finalized.number;
    return { number, hash, parentHash: header.parentHash, timeMs: blockTime(header).timeMs, finalized, header };
  }
}
