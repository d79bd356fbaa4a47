import type { Socket } from "node:net";
import { problemOf } from "@pha/api";
import { errors } from "../errors.ts";

/** Answers what is no request to the parser: it has no route, no headers, nobody to ask. */
export function answerUnreadable({ code }: { readonly code?: string }, socket: Socket): void {
  if (code === "ECONNRESET" || socket.destroyed) return;
  const problem = code === "HPE_HEADER_OVERFLOW" ? errors.HeadersTooLarge() : errors.BadRequest({ reason: code });
  const body = JSON.stringify(problemOf(problem));
  const head = [
    `HTTP/1.1 ${problem.status} ${problem.name}`,
    "content-type: application/problem+json",
    "access-control-allow-origin: *",
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ];
  if (socket.writable) socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}
