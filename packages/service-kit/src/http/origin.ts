/**
 * Whether a browser sent this for a page that does not come from this machine. Programs that are no browsers name no
 * origin. A name that resolves to this machine is as foreign as any: whoever owns a name may point it anywhere.
 *
 * @param origin - The `Origin` header (RFC 6454 §7); `null` stands for pages of files and sandboxes.
 */
export function isForeignOrigin(origin: string | undefined): boolean {
  if (origin === undefined) return false;
  const { hostname } = URL.parse(origin) ?? {};
  return hostname === undefined || !/^(localhost|([^.]+\.)*localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}
