import type { WebSocket } from "ws";

/** How long a client may take to read why it is closed. */
const FAREWELL_MS = 5_000;

/** Ends a connection that is closing: soon, if its client does not. */
export function dismiss(socket: WebSocket): void {
  const timer = setTimeout(() => socket.terminate(), FAREWELL_MS);
  socket.once("close", () => clearTimeout(timer));
}
