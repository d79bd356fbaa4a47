import type { Pallet } from "../pallet.ts";
import { allPallets } from "../pallets/all.ts";
import { type LedgerOptions, TestLedger } from "./ledger.ts";

export { allPallets } from "../pallets/all.ts";
export { hold } from "../pallets/balances/holds.ts";
export { transfer } from "../pallets/balances/ledger.ts";
export * as stakeSessions from "../pallets/stake-pools/sessions.ts";
export { callsOf } from "./calls.ts";
export { programs, TestEnclave } from "./enclave.ts";
export {
  type Change,
  hardwareGenesis,
  hardwareMeasurement,
  hardwareQuote,
  piecesAt,
  supplyCollateral,
} from "./hardware.ts";
export type { LedgerOptions, TestLedger } from "./ledger.ts";
export { accountOf, addressOf, type Caller, dev, originOf } from "./people.ts";
export { Tongue } from "./tongue.ts";

/**
 * A ledger of these pallets and those that every runtime has, at its first block:
 * `const ledger = testPallet([pollsPallet], { genesis: { polls: … } })`.
 */
export const testPallet = (pallets: readonly Pallet[] = [], options?: LedgerOptions): TestLedger =>
  new TestLedger(pallets, options);

/** A ledger of all pallets of the network. */
export const testNetwork = (): TestLedger => new TestLedger(allPallets);
