import { chainApi } from "@pha/api";
import type { Json } from "@pha/codec";
import { describePallet, type MetadataVersion } from "@pha/frame";
import { validatorSetKey } from "@pha/light-client";
import type { Runtime } from "@pha/runtime";
import { implement, type Route } from "@pha/service-kit/http";
import { errors as chainErrors } from "../errors.ts";
import { answering, computed } from "../ledger/read-budget.ts";
import { resolveBlock } from "./block-id.ts";
import type { RouteDeps } from "./deps.ts";
import { errors } from "./errors.ts";
import { witnessOf } from "./proof.ts";

export function networkRoutes({ ledger, json: context }: RouteDeps): Route[] {
  /** What is told of a runtime is made once. */
  const described = new WeakMap<Runtime, Json[]>();
  const encoded = new WeakMap<Runtime, Map<MetadataVersion, { version: number; bytes: Uint8Array }>>();

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

    async metadata({ at }) {
      const runtime = await runtimeAt(at);
      const describe = () => runtime.pallets.map((pallet) => describePallet(pallet, context) as unknown as Json);
      const description = described.get(runtime) ?? computed(describe);
      described.set(runtime, description);
      return description;
    },

    async metadataBytes({ version, at }) {
      if (version !== 14 && version !== 15 && version !== 16) throw errors.MetadataVersion({ version });
      const runtime = await runtimeAt(at);
      const ofRuntime = encoded.get(runtime) ?? new Map();
      encoded.set(runtime, ofRuntime);
      const answer = ofRuntime.get(version) ?? { version, bytes: computed(() => runtime.metadata(version)) };
      ofRuntime.set(version, answer);
      await answering(answer.bytes);
      return answer;
    },
  });
}
