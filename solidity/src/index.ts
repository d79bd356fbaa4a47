export { finalityClientAbi } from "./abi.ts";
export { type CertificateArguments, certificateArguments, packValidators } from "./certificate.ts";
export { type Artefact, compileContracts } from "./compile.ts";
export { errors } from "./errors.ts";
