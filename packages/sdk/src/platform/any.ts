import { purePrimitives } from "@pha/crypto";

export const primitives = purePrimitives;
