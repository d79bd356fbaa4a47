import { ipAddress } from "@pha/codec";

/** The IP address that a URL's host is, if it is none that has to be looked up. */
export function addressIn(hostname: string): string | undefined {
  const bare = hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
  return ipAddress(bare) && bare;
}
