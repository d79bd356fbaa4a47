export { type AnswerKey, makeAnswer, type OpenedAnswer, readAnswer, Statement } from "./answer.ts";
export { Call, failureLimits, maxMethodBytes, Outcome } from "./call.ts";
export { Certificate, Grant, GrantSignature, grantStatement, grantText, verifyGrant } from "./certificate.ts";
export { type OpenedCommand, openCommand, type SealedCommand, sealCommand } from "./command.ts";
export { errors } from "./errors.ts";
export { type Evidence, mostStatements, signStatements } from "./evidence.ts";
export { type Ask, answerAsk, frameSession, type OpenedAsk, openAsk, sealAsk } from "./frame.ts";
export { epochOfItem, openItem, sealItem } from "./item.ts";
export { type OpenedQuery, openQuery, type Query, sealQuery } from "./query.ts";
export {
  makeReceipt,
  openReceipt,
  Receipt,
  ReceiptKey,
  ReceiptList,
  ReceiptRequest,
  ReceiptsRequest,
  receiptFacts,
  receiptLeaf,
  receiptStatement,
  receiptsPage,
  SealedReceipt,
  SignedReceipt,
  unreadable,
} from "./receipt.ts";
export { ReplayWindow } from "./replay-window.ts";
export { type Caller, maxLifetime, type SealedRequest, type VerifiedCertificates } from "./request.ts";
export { newQueryId, requestIdOf } from "./request-id.ts";
export { channelInfo, type Scope } from "./scope.ts";
export {
  beginSession,
  type OpenedBeginning,
  type OpenedWelcome,
  openBeginning,
  type SessionKeys,
  type Welcome,
  welcome,
} from "./session.ts";
export { type SignedState, signedMessage } from "./signed-state.ts";
export { typedGrant } from "./typed-grant.ts";
