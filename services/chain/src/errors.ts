export { chainErrors as errors } from "@pha/api";
