import { CodedError } from "@pha/codec";
import { errors } from "../errors.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Subscription } from "./connection.ts";
import { errors as rpcErrors } from "./errors.ts";
import { latestOnly } from "./latest.ts";
import { limits } from "./limits.ts";
import { connected, type Methods } from "./method.ts";
import { data, name } from "./params.ts";
import type { ReportBug } from "./serve.ts";

/** `transaction_v1_*`: whoever broadcasts is told nothing but an operation id, and reads the blocks. */
export function transactionMethods(deps: { ledger: Ledger; reportBug: ReportBug }): Methods {
  return {
    transaction_v1_broadcast: connected([data], (connection, extrinsic) => {
      if (connection.count(Broadcast) >= limits.broadcasts) return null;
      return connection.open("transaction_v1_broadcast", () => new Broadcast(deps, extrinsic));
    }),
    transaction_v1_stop: connected([name], (connection, id) => {
      if (!connection.closeNamed("transaction_v1_broadcast", id)) throw rpcErrors.UnknownOperation();
      return null;
    }),
  };
}

/** Offers an extrinsic with each block again until it is taken, can never be, or is stopped: it may become valid. */
class Broadcast implements Subscription {
  readonly #ledger: Ledger;
  readonly #extrinsic: Uint8Array;
  readonly #offers: ReturnType<typeof latestOnly<void>>;
  #end: (() => void) | undefined;

  constructor({ ledger, reportBug }: { ledger: Ledger; reportBug: ReportBug }, extrinsic: Uint8Array) {
    this.#ledger = ledger;
    this.#extrinsic = extrinsic;
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
      await this.#ledger.submit(this.#extrinsic);
      this.stop();
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      if (error.kind === "invalid" || errors.AlreadyKnown.is(error)) this.stop();
    }
  }
}
