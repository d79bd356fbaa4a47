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
  const open: (Set<string> | undefined)[] = []; // the names of each object around, nothing for a list
  const token = /["{}[\]:]/g;
  let [start, end] = [0, 0];
  for (let found = token.exec(json); found; found = token.exec(json)) {
    if (found[0] === "{") open.push(new Set());
    else if (found[0] === "[") open.push(undefined);
    else if (found[0] === "}" || found[0] === "]") open.pop();
    else if (found[0] === '"') {
      start = found.index;
      end = endOfText(json, start);
      token.lastIndex = end;
    } else {
      const names = open.at(-1);
      const name = JSON.parse(json.slice(start, end)) as string;
      if (names?.has(name)) return { name, position: start };
      names?.add(name);
    }
  }
  return undefined;
}

/** The place after the quotation mark that ends a text: one behind an odd number of backslashes is part of it. */
function endOfText(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); ; end = json.indexOf('"', end + 1)) {
    let escapes = 0;
    while (json[end - 1 - escapes] === "\\") escapes++;
    if (escapes % 2 === 0) return end + 1;
  }
}
