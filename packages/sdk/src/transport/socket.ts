/** What happens on a WebSocket: it opens, hears messages, and ends, once, whether or not it ever opened. */
export interface SocketEvents {
  readonly opened: () => void;
  readonly heard: (message: Uint8Array) => void;
  readonly ended: (reason?: unknown) => void;
}

/** A WebSocket of binary messages. */
export interface Socket {
  readonly send: (message: Uint8Array) => void;
  readonly close: () => void;
  /** Whether a process is to live for as long as this is open. */
  readonly hold: (isHeld: boolean) => void;
}

/** Opens a WebSocket: the platform's own, or one that a test brings. */
export type OpenSocket = (url: string, events: SocketEvents) => Socket;
