import ipaddr from "ipaddr.js";

/**
 * Whether an IP address is one of the public internet's: not this machine's, a private network's, a link's, a carrier's, a
 * group's or a reserved one, where metadata services of clouds are too. Those of IPv4 that IPv6 writes in its own are none.
 */
export const isPublicAddress = (address: string): boolean => ipaddr.isValid(address) && isUnicast(address);

const isUnicast = (address: string): boolean => ipaddr.parse(address).range() === "unicast";

/** The IP address that a URL's host is, if it is none that has to be looked up. */
export function addressIn(hostname: string): string | undefined {
  const bare = hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
  return ipaddr.isValid(bare) ? bare : undefined;
}
