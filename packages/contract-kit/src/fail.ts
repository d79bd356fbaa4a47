/** An error that a contract raises on purpose. Callers see it as `contract.<code>`, with its message. */
export class ContractError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ContractError";
    this.code = code;
  }
}

/**
 * Ends the call: nothing it wrote is kept.
 *
 * @param code - Letters, digits, dots and dashes, beginning with a letter: `AuctionClosed`.
 * @param message - One sentence for the person who called.
 * @param options - `cause`: what went wrong before, for the contract's owner.
 */
export function fail(code: string, message: string, options?: ErrorOptions): never {
  throw new ContractError(code, message, options);
}
