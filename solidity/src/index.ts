export { finalityClientAbi } from "./abi/finality-client.ts";
export { gatewayAbi } from "./abi/gateway.ts";
export { testTokenAbi, wrappedTokenAbi } from "./abi/tokens.ts";
export { type CertificateArguments, certificateArguments, packValidators } from "./certificate.ts";
export { type Artefact, compileContracts } from "./compile.ts";
export { errors } from "./errors.ts";
