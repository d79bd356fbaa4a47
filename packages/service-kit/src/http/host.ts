import { isIP } from "node:net";

/**
 * Whether a request calls this service by a name that is not one of its own. A name may be pointed here while its page is
 * open (DNS rebinding): then the page is of the service's origin, and nothing but the name tells the two apart. An
 * address cannot be pointed anywhere else, and `localhost` is not asked of anybody.
 *
 * @param host - The `Host` header (RFC 9110 §7.2); programs may leave it out, browsers never do.
 * @param names - Names by which the service is reached besides, in lower case.
 */
export function isForeignHost(host: string | undefined, names: readonly string[]): boolean {
  if (host === undefined) return false;
  const hostname = /[/?#@\\\s]/.test(host) ? undefined : URL.parse(`http://${host}`)?.hostname;
  if (hostname === undefined) return true;
  const isAddress = isIP(hostname.replace(/^\[(.*)\]$/, "$1")) !== 0;
  return !isAddress && !/^([^.]+\.)*localhost$/.test(hostname) && !names.includes(hostname);
}
