export { chainDevErrors as errors } from "@pha/api";
