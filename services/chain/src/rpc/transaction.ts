import { CodedError } from "@pha/codec";
import type { Ledger } from "../ledger.ts";
import type { Subscription } from "./connection.ts";
import { unframe } from "./extrinsic.ts";
import { latestOnly } from "./latest.ts";
import { limits } from "./limits.ts";
import { connected, type Methods } from "./method.ts";
import { data, name } from "./params.ts";
import type { ReportBug } from "./serve.ts";

/** `transaction_v1_*`: whoever broadcasts is told nothing but an operation id, and reads the blocks. */
export function transactionMethods(deps: { ledger: Ledger; reportBug: ReportBug }): Methods {
  return {
    transaction_v1_broadcast: connected([data], (connection, framed) => {
      if (connection.count(Broadcast) >= limits.broadcasts) return null;
      return connection.open("transaction_v1_broadcast", () => new Broadcast(deps, framed));
    }),
    transaction_v1_stop: connected([name], (connection, id) => {
      if (connection.find(id) instanceof Broadcast) connection.close(id);
      return null;
    }),
  };
}

/** Offers an extrinsic with each block again, as long as it is refused and nobody stops it: it may become valid. */
class Broadcast implements Subscription {
  readonly #ledger: Ledger;
  readonly #framed: Uint8Array;
  readonly #offers: ReturnType<typeof latestOnly<void>>;
  #end: (() => void) | undefined;

  constructor({ ledger, reportBug }: { ledger: Ledger; reportBug: ReportBug }, framed: Uint8Array) {
    this.#ledger = ledger;
    this.#framed = framed;
    this.#offers = latestOnly(
      () => this.#offer(),
      (error) => reportBug(error, "transaction_v1_broadcast"),
    );
  }

  start(): void {
    this.#end = this.#ledger.events.on("block", () => this.#offers.push());
    this.#offers.push();
  }

  stop(): void {
    this.#end?.();
    this.#offers.stop();
  }

  async #offer(): Promise<void> {
    try {
      await this.#ledger.submit(unframe(this.#framed));
      this.stop();
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      if (error.kind === "invalid" && error.module === "rpc") this.stop();
    }
  }
}
