import { base64urlnopad } from "@scure/base";

/** What every item begins with: the form's name, and its version. */
const prefix = "item1.";
const form = /"(item1\.[\w-]+)"/g;

/** Items of one call that are opened; those that come later in its arguments are not. */
export const mostItems = 128;

/** The text of an item: something that somebody sealed to a contract, whoever brings it. */
export const toItem = (bytes: Uint8Array): string => prefix + base64urlnopad.encode(bytes);

/** The bytes of an item, or `undefined` for what is none. */
export function fromItem(text: string): Uint8Array | undefined {
  if (!text.startsWith(prefix)) return undefined;
  try {
    return base64urlnopad.decode(text.slice(prefix.length));
  } catch {
    return undefined;
  }
}

/** The items in arguments, each once: texts of just that, as JSON has them. */
export function itemsIn(json: string): string[] {
  const found = new Set<string>();
  for (const [, item] of json.matchAll(form)) {
    if (found.size === mostItems) break;
    found.add(item as string);
  }
  return [...found];
}
