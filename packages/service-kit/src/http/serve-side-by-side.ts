import type { RawData, WebSocket } from "ws";
import { continueTrace, withTrace } from "../trace.ts";
import { dismiss } from "./dismiss.ts";
import type { Turn } from "./turn.ts";

/** Close code for a fault of the service's own. */
const FAULT = 1011;

/** How the messages of one connection are answered. */
export interface SideBySide {
  readonly client: string;
  readonly turn: Turn;
  /** Messages that may be under way before the connection is no longer read from. */
  readonly inFlight: number;
  /** Answers one, and tells every failure: what it throws is a fault, and ends the connection. */
  readonly answer: (message: RawData) => Promise<void>;
  /** Hears of such a fault. */
  readonly onFault: (error: unknown) => void;
}

/**
 * Answers a client's messages side by side, each under a trace of its own, as many at once as it may have under way. More
 * of them come with what was read before the socket paused: thousands where they are short.
 */
export function serveSideBySide(
  socket: WebSocket,
  { client, turn, inFlight: most, answer, onFault }: SideBySide,
): void {
  const waiting: RawData[] = [];
  let inFlight = 0;
  let isBeginning = false;

  async function begin(): Promise<void> {
    if (isBeginning) return;
    isBeginning = true;
    for (let message = next(); message !== undefined; message = next()) {
      inFlight++;
      await turn.begin(client);
      void finish(message);
    }
    isBeginning = false;
  }

  const next = () => (inFlight < most ? waiting.shift() : undefined);

  async function finish(message: RawData): Promise<void> {
    try {
      await withTrace(continueTrace(), () => answer(message));
    } catch (error) {
      onFault(error);
      socket.close(FAULT, "the service failed");
      dismiss(socket);
    }
    inFlight--;
    void begin();
    if (waiting.length + inFlight < most && socket.isPaused) socket.resume();
  }

  socket.on("message", (message) => {
    waiting.push(message);
    if (waiting.length + inFlight >= most) socket.pause();
    void begin();
  });
  socket.on("error", () => dismiss(socket)); // the library closes it, for what a message was
  socket.on("close", () => {
    waiting.length = 0;
  });
}
