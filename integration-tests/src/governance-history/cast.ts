import type { Chain } from "@pha/chain";
import { key, sign } from "@pha/chain/testing";
import { CodedError } from "@pha/codec";
import { type Call, makeCall, readState } from "@pha/frame";
import { sudo, utility } from "@pha/runtime/spec";
import { type Act, type Caller, originOf } from "@pha/runtime/testing/histories";
import { readAt } from "./read-at.ts";

/** Who has root's authority in development. */
const SUDOER = "Alice";

/** The people of histories, who sign what they do on a real chain. */
export class Cast {
  /** Calls that were handed in, by name. */
  readonly done = new Map<string, number>();
  /** Transactions that were refused when they were handed in. */
  refused = 0;
  private readonly ledger: Chain["ledger"];

  constructor(ledger: Chain["ledger"]) {
    this.ledger = ledger;
  }

  /** Hands in what somebody does, as things are in the newest block. */
  async perform(act: Act): Promise<void> {
    const { number } = this.ledger.best;
    const [caller, call] = await readAt(this.ledger, number, (view) =>
      act({ ledger: { now: { number: number + 1 }, of: (pallet) => readState(pallet, view) } }),
    );
    const who = typeof caller === "string" ? caller : SUDOER;
    const nonce = await this.ledger.nextNonce(key(`//${who}`).accountId);
    try {
      await this.ledger.submit(sign(this.ledger, `//${who}`, signedCall(caller, call), { nonce }));
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      this.refused++;
      return;
    }
    const name = `${call.type}.${call.value.type}`;
    this.done.set(name, (this.done.get(name) ?? 0) + 1);
  }
}

/** The call that an account signs: an authority that is no account's is root's to give. */
function signedCall(caller: Caller, call: Call): Call {
  if (typeof caller === "string") return call;
  const as_origin = originOf(caller).caller;
  return makeCall(sudo, "sudo", { call: makeCall(utility, "dispatch_as", { as_origin, call }) });
}
