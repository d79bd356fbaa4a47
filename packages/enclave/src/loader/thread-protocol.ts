import type { MessagePort } from "node:worker_threads";

/** Data that the loader gives to a thread at its start. */
export interface ThreadData {
  readonly url: string;
  readonly program: Uint8Array;
  readonly role: string;
  /** The thread sends its requests and gets their answers here, apart from its messages. */
  readonly requests: MessagePort;
  /** 0 while a request waits, 1 once its answer lies in `requests`. */
  readonly answered: Int32Array;
}

/** Answer to a thread's request; `undefined` when the core refused it. */
export interface ThreadAnswer {
  readonly answer: Uint8Array | undefined;
}
