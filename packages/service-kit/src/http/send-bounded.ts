import type { WebSocket } from "ws";
import { dismiss } from "./dismiss.ts";

/** Close code for a client that does not keep to limits. */
const REFUSED = 1008;

/**
 * Sends one message. A reader that leaves more than so many bytes unread is cut off: it can come back and catch up.
 *
 * @param onSent - called once the message is on its way, or will never be
 */
export function sendBounded(
  socket: WebSocket,
  message: string | Uint8Array,
  unreadBytes: number,
  onSent: () => void = () => {},
): void {
  if (socket.readyState !== socket.OPEN) {
    onSent();
    return;
  }
  socket.send(message, () => onSent());
  if (socket.bufferedAmount <= unreadBytes) return;
  socket.close(REFUSED, `more than ${unreadBytes} bytes were left unread`);
  dismiss(socket);
}
