/** How much work a JSON text is, whatever its length. */
export interface JsonSize {
  /** Beginnings of objects and lists, `:` and `,`: about as many as there are values and names. */
  readonly tokens: number;
  /** Objects and lists around the innermost value. */
  readonly depth: number;
}

const codeOf = (mark: string) => mark.charCodeAt(0);

/** The characters between JSON's values, and the one that begins and ends its texts. */
export const marks = {
  quote: codeOf('"'),
  comma: codeOf(","),
  colon: codeOf(":"),
  list: codeOf("["),
  listEnd: codeOf("]"),
  object: codeOf("{"),
  objectEnd: codeOf("}"),
} as const;

/**
 * Measures JSON before it is parsed: parsed, a short text may be a million values. Goes no further than to where there is
 * more than the `most`. Texts that are no JSON are measured too, somehow.
 */
export function measureJson(json: string, most: JsonSize): JsonSize {
  let [tokens, depth, deepest] = [0, 0, 0];
  for (let at = 0; at < json.length && tokens <= most.tokens && deepest <= most.depth; at++) {
    const one = json.charCodeAt(at);
    if (one === marks.quote) at = endOfText(json, at) - 1;
    else if (one === marks.comma || one === marks.colon) tokens++;
    else if (one === marks.list || one === marks.object) {
      tokens++;
      deepest = Math.max(deepest, ++depth);
    } else if (one === marks.listEnd || one === marks.objectEnd) depth--;
  }
  return { tokens, depth: deepest };
}

export const isWithin = (size: JsonSize, most: JsonSize): boolean =>
  size.tokens <= most.tokens && size.depth <= most.depth;

/** The place after the quotation mark that ends a text: one behind an odd number of backslashes is part of it. */
export function endOfText(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); end >= 0; end = json.indexOf('"', end + 1)) {
    let escapes = 0;
    while (json[end - 1 - escapes] === "\\") escapes++;
    if (escapes % 2 === 0) return end + 1;
  }
  return json.length;
}
