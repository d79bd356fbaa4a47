import { URL } from "whatwg-url";

const fields = [
  "href",
  "origin",
  "protocol",
  "username",
  "password",
  "host",
  "hostname",
  "port",
  "pathname",
  "search",
  "hash",
] as const;

/** A URL's parts, serialized. */
export type UrlParts = { readonly [K in (typeof fields)[number]]: string };

/** Longest URL, in characters. What a host of foreign letters costs grows with the square of its length. */
export const maxUrlLength = 8_192;

/**
 * Takes a URL apart by the WHATWG URL standard, with the tables of this program and not of whoever runs it.
 *
 * @param asked - a URL; a URL and its base; or the URL, a part to set and its new value.
 * @returns nothing when it is no URL, or a longer one than the engine takes.
 */
export function takeUrlApart(asked: readonly string[]): UrlParts | null {
  if (asked.some(({ length }) => length > maxUrlLength)) return null;
  const [given = "", second, value] = asked;
  if (!URL.canParse(given, value === undefined ? second : undefined)) return null;
  const url = new URL(given, value === undefined ? second : undefined);
  if (value !== undefined) Reflect.set(url, second ?? "", value);
  if (url.href.length > maxUrlLength) return null;
  return Object.fromEntries(fields.map((field) => [field, url[field]])) as UrlParts;
}
