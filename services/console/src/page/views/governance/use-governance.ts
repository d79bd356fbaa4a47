import type { AnyEndpoint, InputOf, ReplyOf } from "@pha/api";
import { useHeads } from "../../hooks/use-heads.ts";
import { type Loaded, useLoaded } from "../../hooks/use-loaded.ts";
import { governanceOf } from "../../network/about.ts";
import { ask } from "../../network/ask.ts";
import { useAbout } from "../../network/context.ts";

type Asked = Extract<AnyEndpoint, { readonly reply: unknown }>;

/**
 * What the governance service says, again with each final block. By its word: what it shows follows from finalized blocks,
 * and each referendum's record is proven where it is opened.
 */
export function useGovernance<E extends Asked>(endpoint: E, input: Partial<InputOf<E>>): Loaded<ReplyOf<E>> {
  const about = useAbout();
  const { finalized } = useHeads();
  return useLoaded(
    async () => ask(governanceOf(about), endpoint, input as never) as Promise<ReplyOf<E>>,
    [about, finalized, textOf(input)],
  );
}

/** Amounts have no form in JSON. */
const textOf = (input: unknown): string =>
  JSON.stringify(input, (_, value) => (typeof value === "bigint" ? String(value) : value));
