/** The method by which a contract's owner asks a worker for the log: a name that no contract's method has in an ABI. */
export const logMethod = "#log";

/** A line that a contract wrote. */
export interface LoggedLine {
  /** Counts the lines of a book. */
  readonly place: number;
  readonly block: number;
  /** Number of the ledger's message, in decimal; `null` for a query. */
  readonly message: string | null;
  /** What was called: `command bid`, `query status`, `init`, `settled`. */
  readonly call: string;
  readonly line: string;
}

/** What {@link logMethod} answers. */
export interface LogPage {
  /** Places of one book say nothing about another's: that of another worker, or after a restart. */
  readonly book: string;
  readonly lines: readonly LoggedLine[];
  /** The newest place. */
  readonly last: number;
}
