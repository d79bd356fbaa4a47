/** IPv4: this network, private, shared, loopback, link-local, for documents, tests, many, the future. */
const notPublic4 = [
  ...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24"],
  ...["192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"],
  ...["224.0.0.0/4", "240.0.0.0/4"],
];
/** IPv6: what of it is given out, and what within that is for documents, or carries an IPv4 address. */
const global6 = "2000::/3";
const notPublic6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"];

/**
 * Whether a text is an IP address of the public internet: not this machine's, a private network's, a link's, a carrier's, a
 * group's or a reserved one, where metadata services of clouds are too. Addresses of IPv4 that IPv6 writes in its own are
 * none.
 *
 * @see IANA's registries of special-purpose addresses, RFC 6890
 */
export function isPublicAddress(text: string): boolean {
  const address = ipAddress(text);
  if (!address) return false;
  const isIn = (network: string) => isWithin(address, network);
  return address.length === 4 ? !notPublic4.some(isIn) : isIn(global6) && !notPublic6.some(isIn);
}

/** The 4 or 16 bytes of an IP address; `undefined` for any other text, and for one that names an interface. */
export const ipAddress = (text: string): readonly number[] | undefined => bytesOf4(text) ?? bytesOf6(text);

function isWithin(address: readonly number[], network: string): boolean {
  const [start = "", bits] = network.split("/");
  const first = ipAddress(start) ?? [];
  return first.every((byte, i) => {
    const ignored = Math.min(Math.max(8 * (i + 1) - Number(bits), 0), 8);
    return byte >> ignored === (address[i] ?? 0) >> ignored;
  });
}

function bytesOf4(text: string): number[] | undefined {
  const parts = text.split(".");
  const isQuad = parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
  return isQuad ? parts.map(Number) : undefined;
}

/** RFC 4291, section 2.2: groups of two bytes, `::` once for one or more that are zero, IPv4's form for the last two. */
function bytesOf6(text: string): number[] | undefined {
  const [head = "", tail, ...more] = text.split("::");
  const before = bytesOfGroups(head, tail === undefined);
  const after = bytesOfGroups(tail ?? "", true);
  if (!before || !after || more.length > 0) return undefined;
  const missing = 16 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 2) return undefined;
  return [...before, ...Array<number>(missing).fill(0), ...after];
}

function bytesOfGroups(text: string, isLast: boolean): number[] | undefined {
  if (text === "") return [];
  const groups = text.split(":");
  const bytes: number[] = [];
  for (const [i, group] of groups.entries()) {
    const quad = isLast && i === groups.length - 1 ? bytesOf4(group) : undefined;
    if (quad) bytes.push(...quad);
    else if (/^[0-9a-fA-F]{1,4}$/.test(group))
      bytes.push(Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255);
    else return undefined;
  }
  return bytes;
}
