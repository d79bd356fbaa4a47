import { readState } from "@pha/frame";
import type { QueriesOf } from "../../pallet.ts";
import { system } from "./spec.ts";

export const systemQueries: QueriesOf<(typeof system)["apis"]> = {
  AccountNonceApi: {
    account_nonce: ({ account }, { state }) => readState(system, state).account.get(account).nonce,
  },
};
