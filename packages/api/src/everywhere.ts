import { errors as codecErrors, type ErrorMaker } from "@pha/codec";
import { errors } from "./service/errors.ts";

/** What any request may meet, whichever endpoint it is for: faults of its form, and of the service's surroundings. */
export const everywhere: readonly ErrorMaker[] = [...Object.values(codecErrors), ...Object.values(errors)];
