import { useEffect, useState } from "preact/hooks";

/** Something that is being loaded, is there, or failed. What was there stays while it is loaded again, and when that fails. */
export interface Loaded<T> {
  readonly value?: T;
  readonly error?: unknown;
  readonly isLoading: boolean;
}

/** Loads something again whenever what it depends on has changed; an older load that ends later is not heard. */
export function useLoaded<T>(load: () => Promise<T>, on: readonly unknown[]): Loaded<T> {
  const [loaded, setLoaded] = useState<Loaded<T>>({ isLoading: true });
  useEffect(() => {
    let isCurrent = true;
    const settle = (next: Loaded<T>) => isCurrent && setLoaded((before) => ({ ...before, ...next }));
    setLoaded(({ error: _, ...before }) => ({ ...before, isLoading: true }));
    load().then(
      (value) => settle({ value, isLoading: false }),
      (error: unknown) => settle({ error, isLoading: false }),
    );
    return () => {
      isCurrent = false;
    };
  }, on);
  return loaded;
}

/** A part of something that is loaded. */
export const partOf = <T, R>({ value, ...others }: Loaded<T>, part: (value: T) => R): Loaded<R> =>
  value === undefined ? others : { ...others, value: part(value) };
