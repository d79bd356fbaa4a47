import { lookup } from "node:dns/promises";
import { setTimeout as delay } from "node:timers/promises";
import type { HostPort } from "@pha/service-kit/config";
import type { Telemetry } from "../telemetry.ts";
import { addressOf, Backend } from "./backend.ts";
import { choose } from "./choose.ts";
import { type Pace, usualPace } from "./pace.ts";
import { startProbing } from "./probe.ts";

/** The addresses that a name stands for now. */
type Resolve = (host: string) => Promise<readonly string[]>;

const resolveByDns: Resolve = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);

/** How backends are found, and found well. */
export interface Looking {
  /** DNS when absent. */
  readonly resolve?: Resolve;
  readonly pace?: Pace;
}

interface Member {
  readonly backend: Backend;
  readonly probing: AbortController;
}

/** The chain replicas as names and probes show them. */
export class Backends implements AsyncDisposable {
  readonly #names: readonly HostPort[];
  readonly #resolve: Resolve;
  readonly #pace: Pace;
  readonly #telemetry: Telemetry;
  readonly #members = new Map<string, Member>();
  readonly #known = new Map<HostPort, readonly string[]>();
  readonly #stopping = new AbortController();
  readonly #stays = new WeakMap<object, Backend>();
  #choices = 0;

  constructor(names: readonly HostPort[], telemetry: Telemetry, { resolve = resolveByDns, pace = usualPace }: Looking) {
    this.#names = names;
    this.#telemetry = telemetry;
    this.#resolve = resolve;
    this.#pace = pace;
  }

  get all(): readonly Backend[] {
    return [...this.#members.values()].map(({ backend }) => backend);
  }

  /** Looks up all names, probes what they stand for, and goes on doing so. */
  async start(): Promise<void> {
    const { signal } = this.#stopping;
    await this.#refresh();
    void (async () => {
      while (!signal.aborted) {
        await delay(this.#pace.lookUpMs, undefined, { signal }).catch(() => {});
        if (!signal.aborted) await this.#refresh();
      }
    })();
  }

  /** For `/readyz`. */
  check(): void {
    if (!this.all.some(({ state, isLeaving }) => state === "ready" && !isLeaving)) throw new Error("none is ready");
  }

  /**
   * The backend for the next request or connection, none of those that were tried for it. One client connection stays
   * with one backend while that is ready: replicas are not equally quick, and nobody should see the past.
   *
   * @param connection of the client
   */
  choose(tried: ReadonlySet<Backend>, connection: object): Backend | undefined {
    const before = this.#stays.get(connection);
    const chosen = before && isUsable(before, tried) ? before : choose(this.all, tried);
    if (chosen === undefined) return undefined;
    chosen.lastChosen = ++this.#choices;
    this.#stays.set(connection, chosen);
    return chosen;
  }

  /** It refused a connection: nobody else is sent there until a probe finds it well. */
  refused(backend: Backend, cause: Error): void {
    const before = backend.state;
    if (before === "down") return;
    backend.state = "down";
    this.#telemetry.changed(backend, before, cause.message);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    for (const [address] of this.#members) this.#remove(address);
  }

  async #refresh(): Promise<void> {
    await Promise.all(this.#names.map((name) => this.#lookUp(name)));
    const wanted = new Map(
      this.#names.flatMap((name) =>
        (this.#known.get(name) ?? []).map((host) => [addressOf(host, name.port), { host, port: name.port }] as const),
      ),
    );
    for (const [address, { backend }] of this.#members) {
      backend.isLeaving = !wanted.has(address);
      if (backend.isLeaving && backend.inUse === 0) this.#remove(address);
    }
    const added = [...wanted].filter(([address]) => !this.#members.has(address));
    await Promise.all(added.map(([address, { host, port }]) => this.#add(address, host, port)));
  }

  async #lookUp(name: HostPort): Promise<void> {
    try {
      this.#known.set(name, await this.#resolve(name.host));
    } catch (error) {
      this.#telemetry.unresolved(name.host, (error as NodeJS.ErrnoException).code ?? (error as Error).message);
    }
  }

  async #add(address: string, host: string, port: number): Promise<void> {
    const backend = new Backend(host, port);
    const probing = new AbortController();
    this.#members.set(address, { backend, probing });
    const changed = (...change: [before: Backend["state"], reason: string]) =>
      this.#telemetry.changed(backend, ...change);
    await startProbing(backend, this.#pace, changed, probing.signal);
  }

  #remove(address: string): void {
    const member = this.#members.get(address);
    this.#members.delete(address);
    member?.probing.abort();
    member?.backend.agent.destroy();
  }
}

const isUsable = (backend: Backend, tried: ReadonlySet<Backend>): boolean =>
  backend.state === "ready" && !backend.isLeaving && !tried.has(backend);
