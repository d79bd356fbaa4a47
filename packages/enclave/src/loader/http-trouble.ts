import type { HttpTrouble } from "../program.ts";

/** Why an exchange came to nothing, with a word of Node's or OpenSSL's for the reason. */
export class Trouble extends Error {
  readonly failed: HttpTrouble;
  readonly reason: string;

  constructor(failed: HttpTrouble, error: unknown) {
    super(failed);
    this.failed = failed;
    const { code } = Object(error) as { readonly code?: unknown };
    this.reason = typeof code === "string" && /^[\w.:-]{1,64}$/.test(code) ? code : "unknown";
  }
}
