import { chainApi, gatekeeperApi } from "@pha/api";
import { useEffect, useState } from "preact/hooks";
import { useHour, withSlot } from "../../hooks/use-hour.ts";
import { ask } from "../../network/ask.ts";
import { follow } from "../../network/follow.ts";
import { together } from "./hour.ts";

/** The chain's figures of the last hour. */
export const useChainHour = (chain: string) =>
  useHour(chain, {
    load: async () => (await ask(chain, chainApi.stats.get, {})).slots,
    follow: (following) => follow(chain, chainApi.stats.follow, {}, following),
  });

type Slots = Awaited<ReturnType<typeof loadSlots>>;
const loadSlots = async (url: string) => (await ask(url, gatekeeperApi.stats.get, {})).slots;

/** What all gatekeepers passed on together. One that cannot be heard counts as silent: `heard` says how many can. */
export function useQueryHour(gatekeepers: readonly string[]): { readonly slots: Slots; readonly heard: number } {
  const [hours, setHours] = useState<Readonly<Record<string, Slots>>>({});
  useEffect(() => {
    let isCurrent = true;
    const leaves = gatekeepers.map((url) => {
      const add = (slots: Slots) =>
        isCurrent && setHours((before) => ({ ...before, [url]: slots.reduce(withSlot, before[url] ?? []) as Slots }));
      const stay = () => {}; // shown by `heard`
      const load = () => void loadSlots(url).then(add, stay);
      load();
      const following = { onEntry: (slot: Slots[number]) => add([slot]), onProblem: stay, onAgain: load };
      return follow(url, gatekeeperApi.stats.follow, {}, following);
    });
    return () => {
      isCurrent = false;
      for (const leave of leaves) leave();
    };
  }, [gatekeepers]);
  const all = Object.values(hours);
  return { slots: together(all), heard: all.length };
}
