import type { LookupAddress } from "node:dns";
import { lookup, Resolver } from "node:dns/promises";
import { isIP } from "node:net";

/** What a name server may take for one of its answers at first, and what a whole look-up may take. */
const answerMs = 1_000;
const lookUpMs = 3_000;

/** Looks a name up as this machine does, its own names included. Takes one of the few threads of the process that look up. */
export const lookUpHere = (host: string): Promise<readonly LookupAddress[]> => lookup(host, { all: true });

/**
 * Asks name servers for a name's addresses. It holds no thread, and is over in 3 s: who runs a name server may be silent.
 *
 * @param nameServers - `address:port` each; the machine's, when absent
 * @throws Node's error, with a code such as `ENOTFOUND` or `ETIMEOUT`, where nobody tells one
 */
export async function lookUpPublic(host: string, nameServers?: readonly string[]): Promise<readonly LookupAddress[]> {
  const literal = isIP(host);
  if (literal !== 0) return [{ address: host, family: literal }];
  const resolver = new Resolver({ timeout: answerMs, tries: 2 });
  if (nameServers) resolver.setServers(nameServers);
  const timer = setTimeout(() => resolver.cancel(), lookUpMs);
  const asked = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
  clearTimeout(timer);
  const found = asked.flatMap((answer, i) =>
    answer.status === "fulfilled" ? answer.value.map((address) => ({ address, family: i === 0 ? 4 : 6 })) : [],
  );
  const failed = asked.find((answer) => answer.status === "rejected");
  if (found.length === 0 && failed) throw failed.reason;
  return found;
}
