export { serviceErrors as errors } from "@pha/api";
