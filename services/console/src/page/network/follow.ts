import { type AnyEndpoint, type InputOf, type ReplyOf, readProblem } from "@pha/api";
import type { Type } from "@pha/codec";
import { readAs, refusalOf, urlOf } from "./ask.ts";

/** What is told of a stream. */
export interface Following<R> {
  readonly onEntry: (entry: R) => void;
  readonly onProblem: (error: unknown) => void;
  /** The stream is there again after it was not: entries may be missing. */
  readonly onAgain: () => void;
}

/** How long a stream that something else answered for, as a proxy does, is left alone: browsers give it up then. */
const restMs = 5_000;

/**
 * Follows a stream of a service until the returned function is called. A connection that breaks the browser itself opens
 * again, and one that is refused is opened anew.
 */
export function follow<E extends Extract<AnyEndpoint, { readonly stream: unknown }>>(
  service: string,
  endpoint: E,
  input: Partial<InputOf<E>>,
  { onEntry, onProblem, onAgain }: Following<ReplyOf<E>>,
): () => void {
  let isBroken = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let leave = open();

  function open(): () => void {
    const source = new EventSource(urlOf(service, endpoint, input as never));
    source.onmessage = ({ data }) => onEntry(readAs(endpoint.stream as Type<ReplyOf<E>>, JSON.parse(data)));
    source.onopen = () => {
      if (isBroken) onAgain();
      isBroken = false;
    };
    source.onerror = () => {
      isBroken = true;
      if (source.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(() => {
        leave = open();
      }, restMs);
    };
    source.addEventListener("problem", (event) => {
      const problem = readProblem(JSON.parse((event as MessageEvent<string>).data), 500);
      if (problem) onProblem(refusalOf(endpoint, problem));
      source.close();
    });
    return () => source.close();
  }

  return () => {
    clearTimeout(timer);
    leave();
  };
}
