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

/**
 * Takes a URL apart by the WHATWG URL standard, with the tables of this program and not of whoever runs it.
 *
 * @param asked - a URL; a URL and its base; or the URL, a part to set and its new value.
 * @returns nothing when it is no URL.
 */
export function takeUrlApart(asked: readonly string[]): UrlParts | null {
  const [given = "", second, value] = asked;
  if (!URL.canParse(given, value === undefined ? second : undefined)) return null;
  const url = new URL(given, value === undefined ? second : undefined);
  if (value !== undefined) Reflect.set(url, second ?? "", value);
  return Object.fromEntries(fields.map((field) => [field, url[field]])) as UrlParts;
}
