import type { Socket as NetSocket } from "node:net";
import { nodePrimitives } from "@pha/crypto/node/primitives";
import { maxQueryBytes } from "@pha/limits";
import { WebSocket } from "ws";
import type { OpenSocket } from "../transport/socket.ts";

export const primitives = nodePrimitives;

/** A WebSocket for which no process need live on. */
export const openSocket: OpenSocket = (url, { opened, heard, ended }) => {
  const socket = new WebSocket(url, { perMessageDeflate: false, maxPayload: 2 * maxQueryBytes });
  let under: NetSocket | undefined;
  let reason: unknown;
  socket.on("upgrade", ({ socket: connection }) => {
    under = connection;
  });
  socket.on("open", opened);
  socket.on("message", (message: Uint8Array) => heard(message));
  socket.on("error", (error) => {
    reason = error;
  });
  socket.on("close", () => ended(reason));
  return {
    send: (message) => socket.send(message),
    close: () => socket.close(),
    hold: (isHeld) => void (isHeld ? under?.ref() : under?.unref()),
  };
};
