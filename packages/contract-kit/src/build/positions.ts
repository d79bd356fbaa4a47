import { SourceMap } from "node:module";
import { contractFile, type Frame } from "@pha/contract-engine";

/** What the kit's own sources are called in a source map. */
export const kitSources = "@pha/contract-kit";

/** A place in a contract's sources. */
export interface Place {
  /** From the contract's folder. */
  readonly source: string;
  readonly line: number;
  readonly column: number;
}

/** A place in a contract's code. */
type Spot = Pick<Frame, "line" | "column">;

/** Finds places of a contract's code in its sources. */
export class Positions {
  readonly #lines: readonly string[];
  readonly #map: SourceMap;

  constructor({ code, map }: { readonly code: string; readonly map: string }) {
    this.#lines = code.split("\n");
    this.#map = new SourceMap(JSON.parse(map));
  }

  find({ line, column }: Spot): Place | undefined {
    // The engine counts characters, source maps count UTF-16 units.
    const before = [...(this.#lines[line - 1] ?? "")].slice(0, column - 1).join("");
    const found = this.#map.findEntry(line - 1, before.length);
    if (!("originalSource" in found) || found.generatedLine !== line - 1) return undefined;
    return { source: found.originalSource, line: found.originalLine + 1, column: found.originalColumn + 1 };
  }

  /** The innermost place in the author's own sources, or else in a library: the kit's own tell an author nothing. */
  findOwn(frames: readonly Spot[]): Place | undefined {
    const places = frames
      .map((frame) => this.find(frame))
      .filter((place) => place !== undefined && !place.source.startsWith(kitSources));
    return places.find((place) => place && !/(^|\/)node_modules\//.test(place.source)) ?? places[0];
  }

  /**
   * A text with the places in it those of the sources: `src/index.ts:12:5` for `contract.mjs:1:3456`. Where a failure says
   * from which others it came to its place, that is the innermost of the author's own.
   */
  translate(text: string): string {
    return text.replace(place, (found, innermost: string, further = "") => {
      const spots = [innermost, ...further.split(", ")].filter((one) => one !== "").map(spotOf);
      const at = this.findOwn(spots) ?? this.find(spotOf(innermost));
      return at ? nameOf(at) : found;
    });
  }
}

const place = new RegExp(`${contractFile}:(\\d{1,9}:\\d{1,9})(?:, from ((?:(?:, )?\\d{1,9}:\\d{1,9})+))?`, "g");

function spotOf(text: string): Spot {
  const [line, column] = text.split(":").map(Number);
  return { line: line ?? 0, column: column ?? 0 };
}

/** `src/index.ts:12:5` */
export const nameOf = ({ source, line, column }: Place): string => `${source}:${line}:${column}`;
