import { nodePrimitives } from "@pha/crypto/node/primitives";

export const primitives = nodePrimitives;
