import { toHex } from "@pha/codec";
import type { Ledger } from "../ledger/ledger.ts";
import { stateAt } from "./blocks.ts";
import { dryRun } from "./dry-run.ts";
import { type Methods, method } from "./method.ts";
import { account, data, hash, optional } from "./params.ts";
import { askAboutExtrinsic } from "./runtime-call.ts";

/** `system_*`: who this node is, and an account's next nonce. */
export function systemMethods({ ledger, version }: { ledger: Ledger; version: string }): Methods {
  const { spec } = ledger;
  const nextIndex = method([account], (who) => ledger.nextNonce(who));
  return {
    system_name: method([], () => "Phala Network node"),
    system_version: method([], () => version),
    system_chain: method([], () => spec.title),
    system_chainType: method([], () => (spec.development ? "Development" : "Live")),
    system_properties: method([], () => properties(ledger)),
    system_health: method([], () => ({ peers: 0, isSyncing: false, shouldHavePeers: false })),
    system_nodeRoles: method([], () => ["Full"]),
    system_peers: method([], () => []),
    system_localPeerId: method([], () => ledger.genesis.hash.slice(2)),
    system_localListenAddresses: method([], () => []),
    system_accountNextIndex: nextIndex,
    account_nextIndex: nextIndex,
    system_dryRun: method([data, optional(hash)], async (extrinsic, at) => {
      const run = async () => dryRun(await stateAt(ledger, at), extrinsic);
      return toHex(await askAboutExtrinsic(run()));
    }),
  };
}

/** Token and address format, as wallets ask for them. */
export const properties = ({ spec }: Ledger) => ({
  ss58Format: spec.ss58Prefix,
  tokenDecimals: spec.token.decimals,
  tokenSymbol: spec.token.symbol,
});
