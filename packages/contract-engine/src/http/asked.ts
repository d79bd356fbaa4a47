import { errors as engineErrors } from "../errors.ts";
import type { Limits } from "../limits.ts";
import type { Pause } from "../pause.ts";
import { checkRequest, requestBytes } from "./check.ts";
import { errors } from "./errors.ts";
import type { Fetch, Header } from "./exchange.ts";

/** What a query has asked for, while its code runs. */
export class Asked {
  readonly #limits: Pick<Limits, "fetches" | "requestBytes">;
  /** Asked for since the query went on last. */
  readonly fetches: Fetch[] = [];
  #fetched: number;
  #open: number;

  constructor(limits: Pick<Limits, "fetches" | "requestBytes">, pause?: Pick<Pause, "fetched" | "open">) {
    this.#limits = limits;
    this.#fetched = pause?.fetched ?? 0;
    this.#open = pause?.open ?? 0;
  }

  /** How often the query has asked for something, and for how much of that it waits. */
  get fetched(): number {
    return this.#fetched;
  }

  get open(): number {
    return this.#open;
  }

  /** Counts what is answered. */
  answered(count: number): void {
    this.#open -= count;
  }

  /**
   * Takes what the guest asks for: method, URL, what to do with redirects, milliseconds, and headers.
   *
   * @returns its number
   * @throws `http.BadFetch`, `http.TooManyFetches`, `http.RequestTooLarge`; `BadRequest` for what is not the prelude's
   */
  add(
    [method = "", url = "", redirect = "", ms = "", ...names]: readonly string[],
    body: Uint8Array | undefined,
  ): number {
    const headers = names.flatMap((name, i): Header[] => (i % 2 === 0 ? [[name, names[i + 1] ?? ""]] : []));
    if (!isMode(redirect) || !/^\d{0,16}$/.test(ms)) throw engineErrors.BadRequest();
    const timeoutMs = ms === "" ? null : Number(ms);
    const { fetches: most, requestBytes: mostBytes } = this.#limits;
    if (this.#fetched >= most) throw errors.TooManyFetches({ most });
    const id = this.#fetched++; // what is refused counts, too
    const wanted = checkRequest({ id, method, url, headers, body, redirect, timeoutMs });
    if (requestBytes(wanted) > mostBytes) throw errors.RequestTooLarge({ most: mostBytes });
    this.fetches.push(wanted);
    this.#open++;
    return id;
  }
}

const isMode = (redirect: string): redirect is Fetch["redirect"] => ["follow", "manual", "error"].includes(redirect);
