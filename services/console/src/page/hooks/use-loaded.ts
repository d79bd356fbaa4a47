import { useEffect, useRef, useState } from "preact/hooks";

/** Something that is being loaded, is there, or failed. What was there stays while it is loaded again, and when that fails. */
export interface Loaded<T> {
  readonly value?: T;
  readonly error?: unknown;
  readonly isLoading: boolean;
}

/**
 * Loads something again whenever what it depends on has changed. Loads are heard in the order in which they began: one that
 * ends after a later one is not, and one that takes longer than what it depends on stays the same is, so that there is
 * always something to see.
 */
export function useLoaded<T>(load: () => Promise<T>, on: readonly unknown[]): Loaded<T> {
  const [loaded, setLoaded] = useState<Loaded<T>>({ isLoading: true });
  const loads = useRef({ begun: 0, heard: 0 });
  useEffect(() => {
    const place = ++loads.current.begun;
    const settle = (next: Pick<Loaded<T>, "value" | "error">) => {
      if (place <= loads.current.heard) return;
      loads.current.heard = place;
      const isLoading = place < loads.current.begun;
      setLoaded(({ error: _, ...before }) => ({ ...before, ...next, isLoading }));
    };
    setLoaded((before) => ({ ...before, isLoading: true }));
    load().then(
      (value) => settle({ value }),
      (error: unknown) => settle({ error }),
    );
  }, on);
  useEffect(
    () => () => {
      loads.current.heard = Number.POSITIVE_INFINITY;
    },
    [],
  );
  return loaded;
}

/** A part of something that is loaded. */
export const partOf = <T, R>({ value, ...others }: Loaded<T>, part: (value: T) => R): Loaded<R> =>
  value === undefined ? others : { ...others, value: part(value) };
