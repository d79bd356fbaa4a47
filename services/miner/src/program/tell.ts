import type { CoreHost } from "@pha/program-kit";

/** The code of what an operator is told of; errors from the host and from other threads have theirs too. */
export function codeOf(why: unknown): string {
  const { code } = Object(why) as { readonly code?: unknown };
  return typeof code === "string" ? code : "miner.Bug";
}

/** Tells the operator what came to nothing at a block, and the code of why. */
export function tell(host: Pick<CoreHost, "log">, what: string, block: number, why: unknown): void {
  for (const code of [what, codeOf(why)]) host.log(code, { block });
}
