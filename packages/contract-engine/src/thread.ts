/** A thread as the engine's core sees it. Messages are copied. */
export interface EngineThread {
  readonly post: (message: Uint8Array) => void;
  readonly onMessage: (handler: (message: Uint8Array) => void) => void;
  /** Resolves when the thread has ended, for whatever reason. */
  readonly ended: Promise<unknown>;
  /** Ends the thread wherever it is, also in an endless loop. */
  readonly terminate: () => Promise<void>;
}

/** Starts a thread that runs `serveEngine`. In an enclave only the loader can. */
export type SpawnThread = (role: string, options: { readonly heapMb: number }) => EngineThread;

/** A thread's own side. */
export interface ThreadPort {
  readonly post: (message: Uint8Array) => void;
  readonly onMessage: (handler: (message: Uint8Array) => void) => void;
}

/** Timers, which plain JavaScript lacks. */
export interface Timers<Id = unknown> {
  readonly setTimeout: (callback: () => void, ms: number) => Id;
  readonly clearTimeout: (id: Id) => void;
}
