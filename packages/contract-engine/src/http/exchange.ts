/** A header. Names are in lower case once they are checked. */
export type Header = readonly [name: string, value: string];

/** What goes to one server, once. */
export interface HttpRequest {
  readonly method: string;
  /** Serialized, without a fragment. */
  readonly url: string;
  readonly headers: readonly Header[];
  readonly body: Uint8Array | undefined;
}

/** What came back, decompressed. */
export interface HttpResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly Header[];
  readonly body: Uint8Array;
}

/** A request that is under way. */
export interface Exchanging {
  /** @throws errors of `http` */
  readonly response: Promise<HttpResponse>;
  /** Has it end, if it has not: the response is of no more use. */
  readonly cancel: () => void;
}

/** Sends one request of a contract's to where its URL says and takes one response of at most so many bytes; follows no redirect. */
export type Exchange = (request: HttpRequest, mostBytes: number, contract: string) => Exchanging;

/** What a contract's code asks for. */
export interface Fetch extends HttpRequest {
  readonly id: number;
  readonly redirect: "follow" | "manual" | "error";
  /** The contract's own wish. */
  readonly timeoutMs: number | null;
}

/** A response, and where it is from. */
export interface Fetched extends HttpResponse {
  readonly url: string;
  readonly redirected: boolean;
}

/** What a contract's code is told of a fetch. */
export type Answer = { readonly id: number } & (
  | { readonly response: Fetched }
  | { readonly failure: { readonly code: string; readonly message: string } }
);
