export {
  DEVELOPMENT_ROOT_URI,
  developmentRoot,
  issueCertificate,
  type QuoteRequest,
  signQuote,
} from "./emulated.ts";
export { errors } from "./errors.ts";
export { decodeQuote, EmulatedQuote, encodeQuote, PlatformCertificate, Quote, QuoteBody } from "./quote.ts";
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
