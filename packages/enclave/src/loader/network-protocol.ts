import type { HttpAnswer, HttpRequest } from "../program.ts";

/** What tells the network's thread from those of a program. */
export interface NetworkData {
  readonly isNetwork: true;
}

/** Core → network thread: an exchange begins; bytes of its connection, none at its end; some were sent; it is of no more use. */
export type ToNetwork = { readonly id: number } & (
  | { readonly type: "begin"; readonly request: HttpRequest }
  | { readonly type: "bytes"; readonly bytes: Uint8Array }
  | { readonly type: "sent" }
  | { readonly type: "cancel" }
);

/** Network thread → core: what an exchange wants of its connection, and what it came to. */
export type FromNetwork = { readonly id: number } & (
  | { readonly type: "read" }
  | { readonly type: "write"; readonly bytes: Uint8Array }
  | { readonly type: "answer"; readonly answer: HttpAnswer }
);
