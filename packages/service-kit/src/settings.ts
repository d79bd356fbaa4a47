import type { Parser } from "./parsers.ts";

/** One setting: an environment variable that starts with the service's name. */
export interface Setting<T> {
  readonly env: string;
  readonly parse: Parser<T>;
  /** Used when the variable is not set. Without this key the variable must be set; `undefined` makes it optional. */
  readonly default?: T;
  readonly doc: string;
}

/** A service's settings by the name its code knows them by. */
export type Settings<C> = { readonly [K in keyof C]: Setting<C[K]> };

/** The values of a settings table. */
export type ConfigOf<S> = S extends Settings<infer C> ? C : never;

/** Declares a service's settings. */
export const defineConfig = <const C extends Record<string, unknown>>(settings: Settings<C>): Settings<C> => settings;

/** How a service's variables begin: `CHAIN_` of `chain`. */
export const envPrefix = (service: string): string => `${service.toUpperCase().replaceAll("-", "_")}_`;
