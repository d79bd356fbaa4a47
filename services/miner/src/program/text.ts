const decoder = new TextDecoder("utf-8", { fatal: true });

/** UTF-8 as text, or none: whoever reads it refuses an empty text in its own words, on every worker alike. */
export function textOf(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    return "";
  }
}
