import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate } from "node:zlib";
import { Trouble } from "./http-trouble.ts";

const decoders = new Map(
  Object.entries({ gzip: gunzip, "x-gzip": gunzip, deflate: inflate, br: brotliDecompress }).map(
    ([name, decode]) => [name, promisify<Buffer, object, Buffer>(decode)] as const,
  ),
);

/** The body that a server has compressed; no more of it is made than there may be. */
export async function decompress(raw: Buffer, encoding: string | undefined, most: number): Promise<Uint8Array> {
  if (raw.length === 0 || encoding === undefined || encoding === "identity") return new Uint8Array(raw);
  const decode = decoders.get(encoding.toLowerCase());
  if (!decode) throw new Trouble("BadResponse", { code: "content-encoding" });
  try {
    return new Uint8Array(await decode(raw, { maxOutputLength: most }));
  } catch (error) {
    const isTooLarge = (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
    throw new Trouble(isTooLarge ? "ResponseTooLarge" : "BadResponse", error);
  }
}
