/**
 * What counts as one client: an IPv4 address, or the 64-bit network of an IPv6 address, which has all of it to choose from.
 * Those who have gone, and so have no address, count as one.
 */
export function clientNetwork(address = ""): string {
  if (!address.includes(":") || address.startsWith("::ffff:")) return address;
  const [head = "", tail] = address.split("::");
  const [before = [], after = []] = [head, tail ?? ""].map((part) => part.split(":").filter((group) => group !== ""));
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array<string>(zeros).fill("0"), ...after].slice(0, 4).join(":");
}
