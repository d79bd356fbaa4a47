import { type Rpc, requestBody } from "./rpc.ts";

/** Manner of handing transfers in. */
export interface Manner {
  /** Requests under way at a time. */
  readonly inFlight: number;
  /** Transfers in one request: 1, or more for JSON-RPC batches. */
  readonly batch: number;
}

/** The bodies of all requests, made before time is taken. */
export function bodiesOf(method: string, transfers: readonly string[], { batch }: Manner): string[] {
  if (batch === 1) return transfers.map((transfer) => requestBody(method, [transfer]));
  const bodies: string[] = [];
  for (let at = 0; at < transfers.length; at += batch) {
    const some = transfers.slice(at, at + batch).map((transfer, id) => requestBody(method, [transfer], id));
    bodies.push(`[${some.join(",")}]`);
  }
  return bodies;
}

/** Sends all bodies in order, so many at a time; ends when the last is answered. A refusal ends it at once. */
export async function drive(rpc: Rpc, bodies: readonly string[], { inFlight }: Manner): Promise<void> {
  let next = 0;
  async function lane(): Promise<void> {
    for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) {
      const answer = await rpc.post(body);
      if (answer.includes('"error"')) throw new Error(`a transfer was refused: ${answer.slice(0, 500)}`);
    }
  }
  await Promise.all(Array.from({ length: inFlight }, lane));
}
