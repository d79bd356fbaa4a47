import type { JsonSchema } from "./schema.ts";

/** Input and output of a method, as JSON Schema. */
export interface AbiMethod {
  readonly doc?: string;
  readonly input: JsonSchema;
  readonly output: JsonSchema;
}

/**
 * A contract from outside. Formats beyond JSON Schema's own: `account` (32 bytes), `u128` (decimal), `hex`.
 * `init`, when there is one, takes the public constructor arguments.
 */
export interface Abi {
  readonly abi: 1;
  readonly doc?: string;
  readonly init?: AbiMethod;
  readonly commands: Readonly<Record<string, AbiMethod>>;
  readonly queries: Readonly<Record<string, AbiMethod>>;
}
