import { jsonLine, jsonText } from "./json-text.ts";

/** Where a command's words go. */
export interface Console {
  /** A line of the result. */
  out(line: string): void;
  /** A line about what is going on, or wrong. */
  err(line: string): void;
}

/** What went wrong, and what to do about it. */
export interface Problem {
  readonly message: string;
  readonly code?: string;
  readonly hint?: string | undefined;
  /** What had been done by then, as the result would have told it. */
  readonly done?: Done | undefined;
}

/** What a command has done so far: for programs, and as rows for people. */
export interface Done {
  readonly json: Readonly<Record<string, unknown>>;
  readonly rows: readonly (readonly [name: string, text: string])[];
}

/** What steers a terminal, turns a line around, or is no character; not the ends of lines, tabs, and joiners of letters. */
const unprintable = /(?![\n\t\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * Text as a terminal may see it. Contracts, services and other people's files have words of their own in it: none moves
 * the cursor over what this program says, or reads in another order than it is. In JSON the same text stays the same.
 */
export const printable = (text: string): string =>
  text.replace(unprintable, (letter) => letter.split("").map(escaped).join(""));

const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** How long a command may be silent before it says what it does. */
const silenceMs = 1_000;

/** Prints one command's result, for people or for programs. */
export class Output {
  readonly #console: Console;
  readonly #json: boolean;
  #silence: NodeJS.Timeout | undefined;

  constructor(console: Console, json: boolean) {
    this.#console = console;
    this.#json = json;
  }

  /** The result: once per command. Big integers are decimal text in JSON; amounts there are plancks. */
  result(json: unknown, lines: readonly string[]): void {
    this.rest();
    if (this.#json) this.#console.out(printable(jsonText(json)));
    else for (const line of lines) this.#console.out(printable(line));
  }

  /** Progress, while a person waits. */
  progress(line: string): void {
    this.rest();
    if (!this.#json) this.#console.err(printable(`… ${line}`));
  }

  /** Begins what may take long: once nothing was said for a second, it is told, at a terminal and elsewhere. */
  busy(what: string): void {
    this.rest();
    this.#silence = setTimeout(() => this.progress(what), silenceMs).unref();
  }

  /** Ends what was begun. */
  rest(): void {
    clearTimeout(this.#silence);
  }

  /** Takes what another program prints, where that may not go to the result: JSON stands alone there. */
  get aside(): ((line: string) => void) | undefined {
    return this.#json ? (line) => this.#console.err(line) : undefined;
  }

  /** Prints an error. */
  failure(problem: Problem): void {
    this.rest();
    const { message, code, hint, done } = problem;
    const lines = this.#json
      ? [jsonLine({ error: { message, code, hint }, ...done?.json })]
      : [
          `error: ${message.replaceAll("\n", "\n  ")}`, // what a contract says in more lines is still its failure

          ...(code === undefined ? [] : [`  code ${code}`]),
          ...(done?.rows ?? []).map(([name, text]) => `  ${name} ${text}`),
          ...(hint === undefined ? [] : [`  ${hint}`]),
        ];
    for (const line of lines) this.#console.err(printable(line));
  }
}

/** Rows with their columns aligned. */
export function table(given: readonly (readonly string[])[]): string[] {
  const rows = given.map((row) => row.map((cell) => printable(cell).replace(/\s*[\n\t]\s*/g, " ")));
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

/** `0x1234abcd…ef567890` */
export const short = (hash: string): string => (hash.length <= 22 ? hash : `${hash.slice(0, 10)}…${hash.slice(-8)}`);
