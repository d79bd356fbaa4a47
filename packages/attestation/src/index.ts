export { confidenceText } from "./confidence.ts";
export { type Anchor, type Authority, readRoot } from "./dcap/chain.ts";
export {
  type Collateral,
  type IssuedCrl,
  verifyPckCrl,
  verifyQeIdentity,
  verifyRootCrl,
  verifyTcbInfo,
} from "./dcap/collateral.ts";
export { readCollateral } from "./dcap/collateral-json.ts";
export type { SignedDocument } from "./dcap/document.ts";
export { readEventLog } from "./dcap/dstack-log.ts";
export { errors as dcapErrors } from "./dcap/errors.ts";
export type { RuntimeEvent } from "./dcap/event-log.ts";
export { intelRoot } from "./dcap/intel-root.ts";
export { confidenceOf, type TcbStatus, type TcbVerdict } from "./dcap/status.ts";
export { type HardwareAppraisal, type HardwareVerdict, verifyHardwareQuote } from "./dcap/verify.ts";
export {
  developmentRoot,
  issueCertificate,
  type QuoteRequest,
  signQuote,
} from "./emulated.ts";
export { errors } from "./errors.ts";
export {
  type AppraisedPlatform,
  type CollateralNeeds,
  type Denied,
  type HardwareInput,
  measurementIn,
  type PlatformRules,
  platformIdOf,
} from "./hardware.ts";
export { DcapQuote, decodeQuote, encodeQuote } from "./quote.ts";
export { type ReportClaims, reportData } from "./report-data.ts";
export type { Role } from "./role.ts";
export {
  type Appraisal,
  type Appraised,
  type QuotePolicy,
  verifyQuote,
} from "./verify.ts";
