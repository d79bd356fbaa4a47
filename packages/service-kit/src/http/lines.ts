const NEWLINE = 10;

/** A line of text; `undefined` for one that is longer than allowed, of which nothing is kept. */
export type Line = string | undefined;

/** Cuts bytes into lines. Empty ones are left out. */
export async function* readLines(body: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Line> {
  let parts: Buffer[] = [];
  let length = 0;
  const keep = (part: Buffer) => {
    length += part.length;
    if (length > maxBytes) parts = [];
    else parts.push(part);
  };
  const take = (): Line => {
    const line = length > maxBytes ? undefined : Buffer.concat(parts).toString().trim();
    parts = [];
    length = 0;
    return line;
  };
  for await (const chunk of body) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      keep(chunk.subarray(from, end));
      from = end + 1;
      const line = take();
      if (line !== "") yield line;
    }
    keep(chunk.subarray(from));
  }
  const last = take();
  if (last !== "") yield last;
}
