import type { Ledger } from "../ledger/ledger.ts";
import { type Methods, method } from "./method.ts";
import { properties } from "./system.ts";

/** `chainSpec_v1_*`: which chain this is. */
export function chainSpecMethods({ ledger }: { ledger: Ledger }): Methods {
  return {
    chainSpec_v1_chainName: method([], () => ledger.spec.title),
    chainSpec_v1_genesisHash: method([], () => ledger.genesis.hash),
    chainSpec_v1_properties: method([], () => properties(ledger)),
  };
}
