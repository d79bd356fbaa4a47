import { errors } from "../../errors.ts";
import type { AboutNetwork } from "../../gateway/about.ts";

export type { AboutNetwork } from "../../gateway/about.ts";

/**
 * What the console's gateway says of the network: read once, when the page is opened.
 *
 * @throws `console.NoAnswer`
 */
export async function readAbout(): Promise<AboutNetwork> {
  const response = await fetch("/network.json").catch((cause: unknown) => {
    throw errors.NoAnswer({}, cause);
  });
  if (!response.ok) throw errors.NoAnswer({ status: response.status });
  return response.json();
}

/** @throws `console.NoGovernance` */
export function governanceOf({ governance }: Pick<AboutNetwork, "governance">): string {
  if (governance === null) throw errors.NoGovernance();
  return governance;
}
