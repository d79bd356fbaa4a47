export { type AnswerKey, makeAnswer, type OpenedAnswer, readAnswer, Statement } from "./answer.ts";
export { Call, Outcome } from "./call.ts";
export { Certificate, Grant, grantStatement, verifyGrant } from "./certificate.ts";
export { type OpenedCommand, openCommand, type SealedCommand, sealCommand } from "./command.ts";
export { errors } from "./errors.ts";
export {
  type Caller,
  maxLifetime,
  type OpenedQuery,
  openQuery,
  type Query,
  type SealedQuery,
  sealQuery,
} from "./query.ts";
export {
  makeReceipt,
  openReceipt,
  Receipt,
  ReceiptKey,
  ReceiptList,
  ReceiptRequest,
  ReceiptsRequest,
  receiptLeaf,
  receiptStatement,
  receiptsPage,
  type SealedReceipt,
  SignedReceipt,
  unreadable,
} from "./receipt.ts";
export { channelInfo, type Scope } from "./scope.ts";
