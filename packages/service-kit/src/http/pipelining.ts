import type { Server } from "node:http";
import type { Socket } from "node:net";

/** Requests of one connection that may be under way: far more than any client sends ahead of answers. */
const MOST = 256;

/** Ends connections on which more is sent ahead: all of it would be in memory until those before are answered. */
export function boundPipelining(server: Server): void {
  const underWay = new WeakMap<Socket, number>();
  server.on("request", ({ socket }, answer) => {
    const count = (underWay.get(socket) ?? 0) + 1;
    underWay.set(socket, count);
    if (count > MOST) socket.destroy();
    answer.once("close", () => underWay.set(socket, (underWay.get(socket) ?? 0) - 1));
  });
}
