import type { AboutNetwork } from "../../gateway/about.ts";

export type { AboutNetwork } from "../../gateway/about.ts";

/** What the console's gateway says of the network: read once, when the page is opened. */
export async function readAbout(): Promise<AboutNetwork> {
  const response = await fetch("/network.json");
  if (!response.ok)
    throw new Error(`The console's gateway answers ${response.status}; is it the same version as this page?`);
  return response.json();
}
