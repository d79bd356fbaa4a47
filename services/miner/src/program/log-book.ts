import { utf8 } from "@pha/codec";
import { errors, type Failure, type Outcome } from "@pha/contract-engine";
import type { LoggedLine, LogPage } from "@pha/contract-engine/log";

/** What is kept of one contract's commands, and as much of its queries, in bytes: nobody's questions push out what commands wrote. */
const keptBytes = 32 << 10;
/** What a line costs beside its text. */
const lineBytes = 64;

/** A call that writes lines. */
type Writer = Omit<LoggedLine, "place" | "line">;

/** The newest lines of one contract, for its owner: in this enclave's memory alone, so they begin anew with it. */
export class LogBook {
  readonly #id: string;
  #commands: LoggedLine[] = [];
  #queries: LoggedLine[] = [];
  #bytes = { commands: 0, queries: 0 };
  #place = 0;

  /** @param id - tells this book from that of another worker, or of this one's next start */
  constructor(id: string) {
    this.#id = id;
  }

  /**
   * Adds what a call wrote, and why it failed if it ran and did.
   *
   * @param isUnheard - whether nobody else is told what came of it: then also why it could not run
   */
  add(writer: Writer, outcome: Outcome, isUnheard = false): void {
    const isTold = !outcome.ok && (isUnheard || (outcome.gas !== 0 && !isNoCall(outcome.error)));
    const failed = isTold ? [`failed: ${outcome.error.code}: ${outcome.error.message}`] : [];
    for (const line of [...outcome.logs, ...failed]) this.#append({ place: ++this.#place, ...writer, line });
  }

  /** What came after a place, oldest first. */
  after(place: number): LogPage {
    const lines = [...this.#commands, ...this.#queries].filter((one) => one.place > place);
    return { book: this.#id, lines: lines.sort((a, b) => a.place - b.place), last: this.#place };
  }

  #append(line: LoggedLine): void {
    const kind = line.message === null ? "queries" : "commands";
    const kept = kind === "queries" ? this.#queries : this.#commands;
    kept.push(line);
    this.#bytes[kind] += costOf(line);
    while (this.#bytes[kind] > keptBytes) this.#bytes[kind] -= costOf(kept.shift() as LoggedLine);
  }
}

/** Whoever asks for what is no method of the contract writes nothing into its log. */
const isNoCall = ({ code }: Failure): boolean =>
  [errors.UnknownMethod.code, errors.IsCommand.code, errors.IsQuery.code].includes(code);

const costOf = ({ call, line }: LoggedLine): number => lineBytes + utf8(call).length + utf8(line).length;
