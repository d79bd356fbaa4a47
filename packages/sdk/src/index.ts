export type { NamedCall } from "@pha/api";
export { CodedError, decodeAddress, encodeAddress, fromHex, type Hex, toHex } from "@pha/codec";
export type { Abi, AbiMethod } from "@pha/contract-engine/abi";
export type { LoggedLine, LogPage } from "@pha/contract-engine/log";
export type { Keypair, Primitives, Scheme } from "@pha/crypto";
export { readState, type StateView } from "@pha/frame";
export { type KeysAt, keysAt } from "@pha/runtime/spec";
export type { Verified } from "./contracts/accept.ts";
export { type CommandStore, memoryStore, type SentCommand } from "./contracts/command-store.ts";
export {
  type CommandOptions,
  Contract,
  type ContractOptions,
  type ExecutedCommand,
  type FinalCommand,
  type LogOptions,
  type QueryOptions,
  type ReceiptOptions,
} from "./contracts/contract.ts";
export type { Deployment } from "./contracts/deploy.ts";
export type { GatekeeperWord } from "./contracts/gatekeepers.ts";
export type { Answer } from "./contracts/query.ts";
export type { CommandReceipt, Standing } from "./contracts/receipts.ts";
export type { Session, SessionOptions } from "./contracts/session.ts";
export type { UpgradeOptions } from "./contracts/upgrade.ts";
export { evidenceOf } from "./contracts/witness.ts";
export { Dev, type Effects, type SealedBlock } from "./dev/dev.ts";
export { ContractError, errors, isNotAdmitted, isUnavailable, isVerificationError } from "./errors.ts";
export { parseExactJson } from "./exact-json.ts";
export { tx } from "./given/call.ts";
export { keypairFromSeed, keypairFromUri } from "./given/keypair.ts";
export type { EntriesOf, EntriesOptions, EntriesPage } from "./ledger/entries.ts";
export type { EventFilter, EventPage } from "./ledger/find-events.ts";
export type { CertifiedBlock } from "./ledger/follower.ts";
export type { BlockDetail, HistoryOptions, HistoryPage } from "./ledger/history.ts";
export { type ConnectOptions, connect, Network } from "./network.ts";
export type { Signer } from "./signer.ts";
export { isForeseen, type Rehearsal } from "./transactions/preflight.ts";
export type { FinalizedReceipt, Receipt, SendOptions, SubmitOptions } from "./transactions/submit.ts";
export { serviceAt } from "./transport/service-at.ts";
export { type EvmCaller, type EvmCallerOptions, type EvmProvider, evmCaller } from "./wallets/evm-wallet.ts";
export { type InjectedAccount, type InjectedSigner, injectedCaller } from "./wallets/injected-wallet.ts";
export type { WalletCaller } from "./wallets/wallet.ts";
