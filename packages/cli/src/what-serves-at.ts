import { errors, serviceAt } from "@pha/sdk";

/** What serves at a URL, as people are told of it. */
export async function whatServesAt(url: string): Promise<"chain" | "gatekeeper" | "another service" | "nobody"> {
  try {
    const service = await serviceAt(url);
    return service === "chain" || service === "gatekeeper" ? service : "another service";
  } catch (error) {
    if (errors.Unreachable.is(error)) return "nobody";
    throw error;
  }
}
