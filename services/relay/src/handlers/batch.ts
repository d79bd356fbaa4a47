/** How many questions are answered together: when so many wait, they are answered at once. */
const MOST = 128;

/** Answers questions together that come within a moment. */
export class Batch<Q, A> {
  readonly #answer: (questions: readonly Q[]) => readonly A[];
  readonly #gatherMs: number;
  #timer: NodeJS.Timeout | undefined;
  #waiting: {
    readonly question: Q;
    readonly resolve: (answer: A) => void;
    readonly reject: (error: unknown) => void;
  }[] = [];

  /** @param answer - gives as many answers, in the same order, or throws for all. */
  constructor(answer: (questions: readonly Q[]) => readonly A[], gatherMs: number) {
    this.#answer = answer;
    this.#gatherMs = gatherMs;
  }

  add(question: Q): Promise<A> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ question, resolve, reject });
      if (this.#waiting.length === 1) this.#timer = setTimeout(() => this.#run(), this.#gatherMs);
      if (this.#waiting.length === MOST) this.#run();
    });
  }

  #run(): void {
    clearTimeout(this.#timer);
    const waiting = this.#waiting;
    this.#waiting = [];
    try {
      const answers = this.#answer(waiting.map(({ question }) => question));
      for (const [i, { resolve }] of waiting.entries()) resolve(answers[i] as A);
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
  }
}
