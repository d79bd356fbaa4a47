import { BlockList, isIPv4 } from "node:net";

const subnets = (family: "ipv4" | "ipv6", ...networks: string[]): BlockList => {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", bits] = network.split("/");
    list.addSubnet(address, Number(bits), family);
  }
  return list;
};

/** Not of the public internet: this network, private, shared, loopback, link-local, for documents, tests, many, the future. */
const reserved = subnets(
  "ipv4",
  ...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24"],
  ...["192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"],
  ...["224.0.0.0/4", "240.0.0.0/4"],
);
/** The public internet. */
const global = subnets("ipv6", "2000::/3");
/** What within it is for documents, or carries an IPv4 address. */
const special = subnets("ipv6", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

/**
 * Whether an IP address is one of the public internet.
 *
 * @see IANA's registries of special-purpose addresses, RFC 6890
 */
export const isPublic = (address: string): boolean =>
  isIPv4(address) ? !reserved.check(address, "ipv4") : global.check(address, "ipv6") && !special.check(address, "ipv6");
