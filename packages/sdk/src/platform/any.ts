import { purePrimitives } from "@pha/crypto";
import type { OpenSocket } from "../transport/socket.ts";

export const primitives = purePrimitives;

/** The WebSocket of browsers. */
export const openSocket: OpenSocket = (url, { opened, heard, ended }) => {
  const socket = new WebSocket(url);
  socket.binaryType = "arraybuffer";
  socket.addEventListener("open", opened);
  socket.addEventListener("message", ({ data }) => {
    if (data instanceof ArrayBuffer) heard(new Uint8Array(data)); // no gatekeeper sends text
  });
  socket.addEventListener("close", ({ code, reason }) => ended(new Error(`the WebSocket closed: ${code} ${reason}`)));
  return { send: (message) => socket.send(message as Uint8Array<ArrayBuffer>), close: () => socket.close(), hold() {} };
};
