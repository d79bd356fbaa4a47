import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import { errors } from "../errors.ts";
import { portOwner } from "./port-owner.ts";

/** Listens, and says on which port: the one given, or a free one for 0. */
export async function listen(app: FastifyInstance, port: number, host: string): Promise<number> {
  try {
    await app.listen({ port, host });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE") throw errors.PortTaken({ port, heldBy: portOwner(port) }, error);
    if (code === "EACCES" || code === "EADDRNOTAVAIL") throw errors.CannotListen({ host, port, reason: code }, error);
    throw error;
  }
  return (app.server.address() as AddressInfo).port;
}
