/** What this replica does at the moment: one of all replicas leads, and only the leader writes blocks and verdicts. */
export class Role {
  #now: "leads" | "follows" | "seeks" = "seeks";

  get isLeading(): boolean {
    return this.#now === "leads";
  }

  /** Somebody else leads. */
  get isFollowing(): boolean {
    return this.#now === "follows";
  }

  follow(): void {
    this.#now = "follows";
  }

  seek(): void {
    this.#now = "seeks";
  }

  /** Leads until disposed. */
  lead(): Disposable {
    this.#now = "leads";
    return {
      [Symbol.dispose]: () => this.seek(),
    };
  }
}
