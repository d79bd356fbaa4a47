import type { Hex } from "@pha/codec";
import type { Ocall } from "@pha/program-kit";

type Keep = Extract<Ocall, { readonly type: "Keep" }>["value"];
type Kept = Extract<Ocall, { readonly type: "Kept" }>["value"];

/** A host that keeps checkpoints in memory; a test may change them. */
export class FakeCheckpoints {
  readonly whole = new Map<Hex, readonly Uint8Array[]>();
  readonly #drafts = new Map<Hex, Uint8Array[]>();

  keep({ contract, part, isLast, bytes }: Keep): Uint8Array {
    const draft = part === 0 ? [] : (this.#drafts.get(contract) as Uint8Array[]);
    draft.push(bytes);
    this.#drafts.set(contract, draft);
    if (isLast) this.whole.set(contract, draft);
    return new Uint8Array();
  }

  read({ contract, part }: Kept): Uint8Array {
    return this.whole.get(contract)?.[part] ?? new Uint8Array();
  }
}
