import { type AnyEndpoint, type InputOf, type ReplyOf, readProblem } from "@pha/api";
import type { Type } from "@pha/codec";
import { readAs, refusalOf, urlOf } from "./ask.ts";

/** What is told of a stream. */
export interface Following<R> {
  readonly onEntry: (entry: R) => void;
  readonly onProblem: (error: unknown) => void;
}

/**
 * Follows a stream of a service until the returned function is called. The browser itself comes back behind the last
 * entry when the connection breaks.
 */
export function follow<E extends Extract<AnyEndpoint, { readonly stream: unknown }>>(
  service: string,
  endpoint: E,
  input: Partial<InputOf<E>>,
  { onEntry, onProblem }: Following<ReplyOf<E>>,
): () => void {
  const source = new EventSource(urlOf(service, endpoint, input as never));
  source.onmessage = ({ data }) => onEntry(readAs(endpoint.stream as Type<ReplyOf<E>>, JSON.parse(data)));
  source.addEventListener("problem", (event) => {
    const problem = readProblem(JSON.parse((event as MessageEvent<string>).data), 500);
    if (problem) onProblem(refusalOf(endpoint, problem));
    source.close();
  });
  return () => source.close();
}
