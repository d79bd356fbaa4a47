import { type BlockSummary, chainApi } from "@pha/api";
import { ask } from "../network/ask.ts";
import { useAbout } from "../network/context.ts";
import { useHeads } from "./use-heads.ts";
import { type Loaded, useLoaded } from "./use-loaded.ts";

/** The newest blocks, newest first: loaded again when there is another. */
export function useLatestBlocks(limit: number): Loaded<readonly BlockSummary[]> {
  const { chain } = useAbout();
  const { best } = useHeads();
  return useLoaded(async () => (await ask(chain, chainApi.blocks.list, { limit })).blocks, [chain, best]);
}
