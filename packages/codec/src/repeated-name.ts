import { endOfText, marks } from "./json-size.ts";

/** A name that an object has twice, and where it stands for the second time: characters from 0. */
export interface RepeatedName {
  readonly name: string;
  readonly position: number;
}

/**
 * The first name that an object of a JSON text has twice; readers differ in which value they take (RFC 8259 §4).
 *
 * @param json - Text that `JSON.parse` reads.
 */
export function findRepeatedName(json: string): RepeatedName | undefined {
  const open: Names[] = []; // of each object and list around
  let [start, end] = [0, 0];
  for (let at = 0; at < json.length; at++) {
    const one = json.charCodeAt(at);
    if (one === marks.quote) {
      [start, end] = [at, endOfText(json, at)];
      at = end - 1;
    } else if (one === marks.object || one === marks.list) open.push(undefined);
    else if (one === marks.objectEnd || one === marks.listEnd) open.pop();
    else if (one === marks.colon) {
      const name = nameIn(json.slice(start, end));
      const names = open[open.length - 1];
      if (has(names, name)) return { name, position: start };
      open[open.length - 1] = withName(names, name);
    }
  }
  return undefined;
}

const nameIn = (text: string): string => (text.includes("\\") ? JSON.parse(text) : text.slice(1, -1));

/** The names of one object: most have one or a few, and these are compared faster than hashed. */
type Names = undefined | string | string[] | Set<string>;

const FEW = 8;

function has(names: Names, name: string): boolean {
  if (names instanceof Set) return names.has(name);
  return Array.isArray(names) ? names.includes(name) : names === name;
}

function withName(names: Names, name: string): Names {
  if (names === undefined) return name;
  if (typeof names === "string") return [names, name];
  if (names instanceof Set) return names.add(name);
  if (names.length === FEW) return new Set(names).add(name);
  names.push(name);
  return names;
}
