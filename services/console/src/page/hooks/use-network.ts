import type { Network } from "@pha/sdk";
import { clientOf } from "../network/client.ts";
import { useAbout } from "../network/context.ts";
import { type Loaded, useLoaded } from "./use-loaded.ts";

/** Something that the page's light client reads, again whenever `on` changes. */
export function useNetwork<T>(read: (network: Network) => Promise<T>, on: readonly unknown[]): Loaded<T> {
  const about = useAbout();
  return useLoaded(async () => read(await clientOf(about)), [about, ...on]);
}
