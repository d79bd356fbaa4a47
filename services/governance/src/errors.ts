export { governanceErrors as errors } from "@pha/api";
