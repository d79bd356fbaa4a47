import type { Abi } from "@pha/sdk";

/** Names of a contract's methods. */
interface Methods {
  readonly commands: readonly string[];
  readonly queries: readonly string[];
}

export const methodsOf = ({ commands, queries }: Pick<Abi, "commands" | "queries">): Methods => ({
  commands: Object.keys(commands),
  queries: Object.keys(queries),
});

/** Rows about a contract's methods. */
export const methodRows = (methods: Methods): [string, string][] =>
  Object.entries(methods).map(([kind, names]) => [kind, names.join(", ") || "none"]);
