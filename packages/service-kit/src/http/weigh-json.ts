import { isWithin, measureJson } from "@pha/codec";
import { maxJsonDepth, maxJsonTokens } from "@pha/limits";
import { errors } from "../errors.ts";

const most = { tokens: maxJsonTokens, depth: maxJsonDepth };
/** Characters, and tokens, whose reading costs a client as much as a request with nearly none. */
const perRequest = { characters: 16 * 1024, tokens: 1_024 } as const;

/**
 * Counts what it costs to read JSON that a client sent, before it is parsed.
 *
 * @param charge told of the cost, in requests, also of what is refused
 * @throws `service-kit.TooManyValues`
 */
export function weighJson(text: string, charge: (requests: number) => void): void {
  const size = measureJson(text, most);
  charge(text.length / perRequest.characters + size.tokens / perRequest.tokens);
  if (!isWithin(size, most)) throw errors.TooManyValues({ ...most });
}
