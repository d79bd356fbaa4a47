export { chainApiErrors as errors } from "@pha/api";
