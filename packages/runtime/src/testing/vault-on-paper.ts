import { type Fraction, floor, fraction, isMore, minus, per, plus, times, zero } from "./fraction.ts";

/** Money of somebody in a vault: to be had, earned by the owner and not taken, or asked back with a batch. */
interface Part {
  readonly who: string;
  readonly as: "active" | "earned" | number;
  money: Fraction;
}

/**
 * A vault as one would keep it on paper: everybody's own money, in fractions. It knows no shares: what one planck that was
 * there from the beginning has become is its price, of which the owner gets a part above the highest that was counted.
 */
export class VaultOnPaper {
  private parts: Part[] = [];
  private readonly due = new Map<string, Fraction>();
  free = zero;
  private price = fraction(1n);
  private mark = fraction(1n);
  private readonly owner: string;
  private readonly commission: Fraction;

  constructor(owner: string, millionths: bigint) {
    this.owner = owner;
    this.commission = fraction(millionths, 1_000_000n);
  }

  get value(): bigint {
    return floor(this.sum(() => true));
  }

  moneyOf(who: string, as: (part: Part["as"]) => boolean = (part) => part !== "earned"): bigint {
    return floor(this.sum((part) => part.who === who && as(part.as)));
  }

  dueOf(who: string): bigint {
    return floor(this.due.get(who) ?? zero);
  }

  /** What the vault has in pools is worth so much now. */
  sync(invested: bigint): void {
    const [before, now] = [this.sum(() => true), plus(this.free, fraction(invested))];
    if (before.over === 0n) return;
    const growth = per(now, before);
    this.price = times(this.price, growth);
    this.scale(growth);
  }

  /** The owner is given its part of what the price is above the highest that was counted. */
  countFee(): void {
    if (this.sum(() => true).over === 0n || !isMore(this.price, this.mark)) return;
    const cut = times(minus(this.price, this.mark), this.commission);
    const after = minus(this.price, cut);
    const earned = times(
      this.sum(() => true),
      per(cut, this.price),
    );
    this.scale(per(after, this.price));
    this.add(this.owner, "earned", earned);
    this.price = after;
    this.mark = after;
  }

  contribute(who: string, amount: bigint): void {
    if (this.sum(() => true).over === 0n) {
      this.price = fraction(1n);
      this.mark = fraction(1n);
    }
    this.add(who, "active", fraction(amount));
    this.free = plus(this.free, fraction(amount));
  }

  /** So much of so many shares is asked back, taken back, or taken as what was earned. */
  move(who: string, from: Part["as"], to: Part["as"], shares = 1n, of = 1n): void {
    const part = this.parts.find((one) => one.who === who && one.as === from);
    if (!part) return;
    const moved = times(part.money, fraction(shares, of));
    part.money = minus(part.money, moved);
    this.add(who, to, moved);
  }

  /** Pays of a batch what there is money for; gives how much. */
  pay(batch: number): bigint {
    const needed = this.sum(({ as }) => as === batch);
    if (needed.over === 0n) return 0n;
    const paid = isMore(needed, this.free) ? this.free : needed;
    for (const part of this.parts.filter(({ as }) => as === batch)) {
      const own = times(part.money, per(paid, needed));
      part.money = minus(part.money, own);
      this.due.set(part.who, plus(this.due.get(part.who) ?? zero, own));
    }
    this.free = minus(this.free, paid);
    return floor(paid);
  }

  claim(who: string, amount: bigint): void {
    this.due.set(who, minus(this.due.get(who) ?? zero, fraction(amount)));
  }

  forget(who: string): void {
    this.due.delete(who);
  }

  invest(amount: bigint): void {
    this.free = minus(this.free, fraction(amount));
  }

  private add(who: string, as: Part["as"], money: Fraction): void {
    const part = this.parts.find((one) => one.who === who && one.as === as);
    if (part) part.money = plus(part.money, money);
    else this.parts.push({ who, as, money });
  }

  private sum(which: (part: Part) => boolean): Fraction {
    return this.parts.filter(which).reduce((sum, { money }) => plus(sum, money), zero);
  }

  private scale(by: Fraction): void {
    for (const part of this.parts) part.money = times(part.money, by);
  }
}
