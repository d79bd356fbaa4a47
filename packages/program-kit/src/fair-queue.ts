/** One step of the way to a flow. */
export interface Step {
  readonly name: string;
  /** Its share beside the others that share with it; 1 when absent. */
  readonly weight?: number;
  /** How many of its jobs may wait: when there are more, whoever has most below it gives way. */
  readonly most: number;
  /** Whether it leaves the last server free while its jobs take long, as nobody can be turned out of one. */
  readonly modest?: boolean;
}

/** A job whose turn it is. */
export interface Turn<T> {
  readonly job: T;
  /** Says, once, what serving it has cost. */
  readonly end: (cost: number) => void;
}

/** Bounds of a queue. */
export interface FairQueueOptions {
  /** Jobs that are served at the same time. */
  readonly servers: number;
  /** Jobs that may wait, of all flows. */
  readonly most: number;
  /** From which cost on a job takes long. */
  readonly long: number;
}

/** Flows that are remembered although they are owed nothing, before they are looked for. */
const slack = 256;

class Node<T> {
  readonly step: Step;
  readonly children = new Map<string, Node<T>>();
  readonly jobs: T[] = [];
  waiting = 0;
  served = 0;
  /** Virtual time at which its next job starts, in its parent's clock. */
  start = 0;
  /** Virtual time: where the child started that was served last. */
  clock = 0;
  /** What its last job cost, and what the next one is taken to cost. */
  cost = 1;

  constructor(step: Step) {
    this.step = step;
  }

  get hasTooMany(): boolean {
    return this.waiting > this.step.most;
  }

  get weight(): number {
    return this.step.weight ?? 1;
  }

  get isIdle(): boolean {
    return this.waiting === 0 && this.served === 0;
  }
}

/**
 * Who is served next, and who has no room: start-time fair queueing (Goyal, Vin, Cheng 1996) in levels. At each level
 * those that have jobs share what their parent gets by their weights, whatever they ask for and however long their jobs
 * take; who asks seldom is served at once. Where too many wait, whoever has most there gives way. No clock, no I/O.
 */
export class FairQueue<T> {
  readonly #servers: number;
  readonly #long: number;
  readonly #root: Node<T>;

  constructor({ servers, most, long }: FairQueueOptions) {
    this.#servers = servers;
    this.#long = long;
    this.#root = new Node({ name: "", most });
  }

  get waiting(): number {
    return this.#root.waiting;
  }

  /**
   * Lets a job wait in a flow.
   *
   * @param path - from the widest to the flow itself; flows lie at one depth
   * @returns a job that has no room: this one, or the newest of those who have most where there are too many
   */
  offer(path: readonly Step[], job: T): T | undefined {
    const nodes = this.#reach(path);
    const leaf = nodes.at(-1) as Node<T>;
    leaf.jobs.push(job);
    for (const each of nodes) each.waiting++;
    const full = nodes.findLastIndex(({ hasTooMany }) => hasTooMany);
    return full < 0 ? undefined : this.#giveWay(nodes.slice(0, full + 1));
  }

  /** The job whose turn it is, if one waits and a server is free. */
  take(): Turn<T> | undefined {
    const free = this.#servers - this.#root.served;
    if (free <= 0) return undefined;
    const below = this.#next(this.#root, free === 1 && this.#servers > 1);
    if (!below) return undefined;
    const nodes = [this.#root, ...below];
    const costs = nodes.map(({ cost }) => cost);
    for (const [i, node] of nodes.entries()) {
      const parent = nodes[i - 1];
      if (parent) parent.clock = Math.max(parent.clock, node.start);
      node.start += node.cost / node.weight;
      node.waiting--;
      node.served++;
    }
    const job = nodes.at(-1)?.jobs.shift() as T;
    return { job, end: (cost) => this.#end(nodes, costs, cost) };
  }

  /** Nodes of a path, made where they are not there; one that comes back starts no earlier than the others are. */
  #reach(path: readonly Step[]): Node<T>[] {
    const nodes = [this.#root];
    let parent = this.#root;
    for (const step of path) {
      const node = parent.children.get(step.name) ?? new Node<T>(step);
      if (node.waiting === 0) node.start = Math.max(node.start, parent.clock);
      parent.children.set(step.name, node);
      nodes.push(node);
      parent = node;
    }
    return nodes;
  }

  /** Way below a node to the job that starts first, of those that may have the server. */
  #next({ children }: Node<T>, isLast: boolean): readonly Node<T>[] | undefined {
    const inOrder = [...children.values()].filter(({ waiting }) => waiting > 0).sort((a, b) => a.start - b.start);
    for (const child of inOrder) {
      if (isLast && child.step.modest && child.cost >= this.#long) continue;
      if (child.jobs.length > 0) return [child];
      const below = this.#next(child, isLast);
      if (below) return [child, ...below];
    }
    return undefined;
  }

  #end(nodes: readonly Node<T>[], taken: readonly number[], cost: number): void {
    for (const [i, node] of nodes.entries()) {
      node.start += (cost - (taken[i] as number)) / node.weight;
      node.cost = cost;
      node.served--;
    }
    for (const node of nodes) this.#forget(node);
  }

  /** An idle level begins anew; of one that is not, those are forgotten that are owed nothing and owe nothing. */
  #forget(node: Node<T>): void {
    if (node.isIdle) {
      node.children.clear();
      node.clock = 0;
      return;
    }
    if (node.children.size <= node.waiting + node.served + slack) return;
    for (const [name, child] of node.children)
      if (child.isIdle && child.start <= node.clock) node.children.delete(name);
  }

  /** Takes out the newest job of those who, for their weight, have most below the end of a way. */
  #giveWay(way: readonly Node<T>[]): T | undefined {
    const nodes = [...way];
    for (let node = way.at(-1) as Node<T>; node.children.size > 0; nodes.push(node))
      node = [...node.children.values()].reduce((most, child) =>
        child.waiting / child.weight >= most.waiting / most.weight ? child : most,
      );
    for (const node of nodes) node.waiting--;
    return nodes.at(-1)?.jobs.pop();
  }
}
