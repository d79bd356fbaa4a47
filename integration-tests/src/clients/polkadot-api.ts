import type { PolkadotSigner, TxEvent, TxFinalized } from "polkadot-api";

/** The client's observables, as far as they are used here. */
interface Observable<T> {
  subscribe(observer: { next: (value: T) => void; error: (error: unknown) => void; complete?: () => void }): {
    unsubscribe(): void;
  };
}

interface AccountInfo {
  readonly nonce: number;
  readonly data: { readonly free: bigint };
}

interface Entry {
  readonly args: string[];
  readonly value: AccountInfo;
}

/** All entries at a block, and which of them are other than before. */
interface Entries {
  readonly entries: Entry[];
  readonly deltas: null | { readonly deleted: Entry[]; readonly upserted: Entry[] };
}

export interface Block {
  readonly number: number;
  readonly hash: string;
}

/** An extrinsic that this client has built. */
export interface Call {
  signSubmitAndWatch(signer: PolkadotSigner, options: object): Observable<TxEvent>;
  sign(signer: PolkadotSigner, options: object): Promise<Uint8Array>;
  getEstimatedFees(from: string): Promise<bigint>;
}

interface EventFilter {
  filter(events: TxFinalized["events"]): { readonly payload: unknown }[];
}

/** What `getUnsafeApi` offers on this ledger: it is typed by metadata, which the compiler does not see. */
export interface LedgerApi {
  readonly constants: {
    readonly Balances: { ExistentialDeposit(): Promise<bigint> };
    readonly System: { Version(): Promise<{ spec_version: number }> };
  };
  readonly query: {
    readonly System: {
      readonly Account: {
        getValue(address: string, options?: { at: string }): Promise<AccountInfo>;
        getEntries(): Promise<{ keyArgs: string[]; value: AccountInfo }[]>;
        watchEntries(): Observable<Entries>;
        watchValue(address: string): Observable<{ value: AccountInfo }>;
      };
    };
  };
  readonly apis: { readonly AccountNonceApi: { account_nonce(address: string): Promise<number> } };
  readonly tx: {
    readonly Balances: {
      transfer_keep_alive(args: { dest: { type: "Id"; value: string }; value: bigint }): Call;
    };
    readonly System: { remark_with_event(args: { remark: Uint8Array }): Call };
  };
  readonly event: {
    readonly Balances: { readonly Transfer: EventFilter };
    readonly System: { readonly Remarked: EventFilter };
  };
}

/** The first `count` values that are wanted. */
export function seen<T>(values: Observable<T>, count: number, isWanted: (value: T) => boolean = () => true) {
  return new Promise<T[]>((resolve, reject) => {
    const all: T[] = [];
    const subscription = values.subscribe({
      next(value) {
        if (all.length === count || !isWanted(value)) return;
        if (all.push(value) < count) return;
        setImmediate(() => subscription.unsubscribe());
        resolve(all);
      },
      error: reject,
    });
  });
}

/** Signs, submits and collects what the client tells until the extrinsic is final. */
export async function send(call: Call, from: { readonly signer: PolkadotSigner }, options = {}) {
  const steps: string[] = [];
  const last = await new Promise<TxFinalized>((resolve, reject) => {
    const next = (event: TxEvent) => {
      if (event.type !== steps.at(-1)) steps.push(event.type);
      if (event.type === "finalized") resolve(event);
    };
    call.signSubmitAndWatch(from.signer, options).subscribe({ next, error: reject });
  });
  return { steps, last };
}
