export { type Body, bodies } from "@pha/runtime/spec";
