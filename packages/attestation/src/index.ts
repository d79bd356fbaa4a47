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
export { confidenceOf, type TcbStatus, type TcbVerdict, tcbStatuses } from "./dcap/status.ts";
export { type HardwareAppraisal, type HardwareVerdict, verifyHardwareQuote } from "./dcap/verify.ts";
export {
  DEVELOPMENT_ROOT_URI,
  developmentRoot,
  issueCertificate,
  type QuoteRequest,
  signQuote,
} from "./emulated.ts";
export { errors } from "./errors.ts";
export {
  type AppraisedPlatform,
  acceptedConfidence,
  type CollateralNeeds,
  collateralNeedsOf,
  type Denied,
  type HardwareInput,
  isDenied,
  measurementIn,
  type PlatformRules,
  platformIdOf,
} from "./hardware.ts";
export { DcapQuote, decodeQuote, EmulatedQuote, encodeQuote, PlatformCertificate, Quote, QuoteBody } from "./quote.ts";
export { type ReportClaims, reportData } from "./report-data.ts";
export type { Role } from "./role.ts";
export {
  type Appraisal,
  type Appraised,
  EMULATED_CONFIDENCE,
  MAX_CLOCK_SKEW_MS,
  type QuotePolicy,
  verifyQuote,
} from "./verify.ts";
