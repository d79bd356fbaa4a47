import { chainApi } from "@pha/api";
import { validatorSetKey } from "@pha/light-client";
import { implement, type Route } from "@pha/service-kit/http";
import { errors as chainErrors } from "../errors.ts";
import { answering } from "../ledger/read-budget.ts";
import { resolveBlock, resolveState } from "./block-id.ts";
import type { RouteDeps } from "./deps.ts";
import { errors } from "./errors.ts";
import { KeptMetadata } from "./kept-metadata.ts";
import { witnessOf } from "./proof.ts";

export function networkRoutes({ ledger, json: context }: RouteDeps): Route[] {
  const kept = new KeptMetadata();

  /** The runtime that the state of a block names. */
  const runtimeAt = async (at: string | undefined) =>
    at === undefined ? ledger.runtime : ledger.runtimeOf((await resolveBlock(ledger, at)).number + 1);

  return implement(chainApi.network, {
    async genesis() {
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

    async runtime({ at }) {
      const { spec_name, spec_version, transaction_version } = (await runtimeAt(at)).version;
      return { specName: spec_name, specVersion: spec_version, transactionVersion: transaction_version };
    },

    async metadata({ at = "head" }) {
      return kept.described(await resolveState(ledger, at), context);
    },

    async metadataBytes({ version, at = "head" }) {
      if (version !== 14 && version !== 15 && version !== 16) throw errors.MetadataVersion({ version });
      const answer = await kept.encoded(await resolveState(ledger, at), version);
      await answering(answer.bytes);
      return answer;
    },
  });
}
