import type { CodedError } from "@pha/codec";
import type { DevVerbs } from "../dev/verbs.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { TransactionWatch } from "../ledger/transaction-watch.ts";
import { archiveMethods } from "./archive.ts";
import { authorMethods } from "./author.ts";
import { chainMethods } from "./chain.ts";
import { chainHeadMethods } from "./chain-head/methods.ts";
import { chainSpecMethods } from "./chain-spec.ts";
import { devMethods } from "./dev.ts";
import { errors } from "./errors.ts";
import { type Methods, method } from "./method.ts";
import { paymentMethods } from "./payment.ts";
import type { ReportBug } from "./serve.ts";
import { stateMethods } from "./state.ts";
import { stateSubscriptions } from "./state-subscriptions.ts";
import { systemMethods } from "./system.ts";
import { transactionMethods } from "./transaction.ts";
import { transactionStatusMethods } from "./transaction-status.ts";

/** Every method this node answers, and `rpc_methods`, which lists them. */
export function allMethods(deps: {
  ledger: Ledger;
  transactions: TransactionWatch;
  dev: DevVerbs;
  version: string;
  reportBug: ReportBug;
  /** Whether the state of every block can be read. */
  isArchive: boolean;
}): Methods {
  const archive = archiveMethods(deps);
  const methods: Methods = {
    ...(deps.isArchive && archive),
    ...authorMethods(deps),
    ...chainMethods(deps),
    ...chainHeadMethods(deps),
    ...chainSpecMethods(deps),
    ...devMethods(deps),
    ...paymentMethods(deps),
    ...stateMethods(deps),
    ...stateSubscriptions(deps),
    ...systemMethods(deps),
    ...transactionMethods(deps),
    ...transactionStatusMethods(deps),
  };
  const names = [...Object.keys(methods), "rpc_methods"].sort();
  return {
    ...withheld(archive, () => errors.NeedsArchive()),
    ...methods,
    rpc_methods: method([], () => ({ methods: names })),
  };
}

/** The methods for a page of another site, or one behind a foreign name: kept from those of development, which ask for no key. */
export const forStrangers = (
  methods: Methods,
  deps: { readonly dev: DevVerbs; readonly refused: CodedError },
): Methods => ({
  ...methods,
  ...withheld(devMethods(deps), () => deps.refused),
});

/** Methods that say why they do nothing. */
const withheld = (methods: Methods, reason: () => CodedError): Methods =>
  Object.fromEntries(
    Object.keys(methods).map((name) => [
      name,
      {
        call() {
          throw reason();
        },
      },
    ]),
  );
