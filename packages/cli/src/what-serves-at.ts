import { CodedError } from "@pha/codec";
import { errors, serviceAt } from "@pha/sdk";

/** What serves at a URL: of ours, something else, nobody, or somebody who takes too long or has no time to tell. */
export type Found = "chain" | "gatekeeper" | "another service" | "nobody" | "silent" | "busy";

/** What serves at a URL, as people are told of it. */
export async function whatServesAt(url: string): Promise<Found> {
  try {
    const service = await serviceAt(url);
    return service === "chain" || service === "gatekeeper" ? service : "another service";
  } catch (error) {
    if (errors.Unreachable.is(error)) return isLate(error.cause) ? "silent" : "nobody";
    if (error instanceof CodedError && !errors.BadParameter.is(error)) return "busy";
    throw error;
  }
}

/** Whether somebody was waited for in vain: who is not there is told at once. */
export const isLate = (cause: unknown): boolean => (cause as Error | undefined)?.name === "TimeoutError";
