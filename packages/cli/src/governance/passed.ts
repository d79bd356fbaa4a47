import type { Hex } from "@pha/codec";
import { referendumOf, scheduler } from "@pha/runtime/spec";
import type { Network } from "@pha/sdk";
import { allPages } from "./all-pages.ts";

/** Referenda that passed and wait for the block of their call: which there are is the chain's word. */
export async function listPassed(network: Network): Promise<readonly number[]> {
  const named = await allPages((page) => network.entries(scheduler, "lookup", page));
  return named.flatMap(({ keys: [name] }) => referendumOf(name as Hex) ?? []).sort((a, b) => a - b);
}
