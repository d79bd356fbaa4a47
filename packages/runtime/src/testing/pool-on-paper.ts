import { type Fraction, floor, fraction, isMore, minus, per, plus, times, zero } from "./fraction.ts";

/** Money of somebody in a pool: to be had, pledged by the owner, or asked back with a batch. */
interface Part {
  readonly who: string;
  readonly as: "active" | "pledged" | number;
  money: Fraction;
}

/**
 * A pool as one would keep it on paper: everybody's own money, in fractions, that grows and shrinks in proportion. It knows
 * no shares and no price, so that it cannot be wrong about them.
 */
export class PoolOnPaper {
  private parts: Part[] = [];
  /** Paid and not claimed, by who and batch. */
  private readonly due = new Map<string, Fraction>();
  free = zero;
  commission = zero;

  private readonly owner: string;

  constructor(owner: string) {
    this.owner = owner;
  }

  get value(): bigint {
    return floor(this.sum(() => true));
  }

  /** What somebody has, but for what is paid. */
  moneyOf(who: string): bigint {
    return floor(this.sum((part) => part.who === who));
  }

  /** What is paid of somebody's request. */
  dueOf(who: string): bigint {
    return floor(this.due.get(who) ?? zero);
  }

  contribute(who: string, amount: bigint): void {
    this.add(who, "active", fraction(amount));
    this.free = plus(this.free, fraction(amount));
  }

  /** So much of so many shares is asked back, or taken back. */
  move(who: string, from: Part["as"], to: Part["as"], shares: bigint, of: bigint): void {
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

  /** What rounding kept from a request that is over. */
  forget(who: string): void {
    this.due.delete(who);
  }

  earn(amount: bigint, commission: number): void {
    const own = fraction(amount * BigInt(commission), 1_000_000n);
    this.commission = plus(this.commission, own);
    const rest = minus(fraction(amount), own);
    this.scale(
      () => true,
      per(
        plus(
          this.sum(() => true),
          rest,
        ),
        this.sum(() => true),
      ),
    );
    this.free = plus(this.free, rest);
  }

  lose(amount: bigint): void {
    const pledged = this.sum(({ as }) => as === "pledged");
    const lost = fraction(amount);
    const first = isMore(lost, pledged) ? pledged : lost;
    if (pledged.over > 0n) this.scale(({ as }) => as === "pledged", per(minus(pledged, first), pledged));
    const [rest, others] = [minus(lost, first), this.sum(() => true)];
    if (rest.over > 0n) this.scale(() => true, per(minus(others, rest), others));
  }

  stake(amount: bigint): void {
    this.free = minus(this.free, fraction(amount));
  }

  takeCommission(amount: bigint): void {
    this.commission = minus(this.commission, fraction(amount));
  }

  pledgeAll(shares: bigint, of: bigint): void {
    this.move(this.owner, "pledged", "active", 1n, 1n);
    this.move(this.owner, "active", "pledged", shares, of);
  }

  private add(who: string, as: Part["as"], money: Fraction): void {
    const part = this.parts.find((one) => one.who === who && one.as === as);
    if (part) part.money = plus(part.money, money);
    else this.parts.push({ who, as, money });
  }

  private sum(which: (part: Part) => boolean): Fraction {
    return this.parts.filter(which).reduce((sum, { money }) => plus(sum, money), zero);
  }

  private scale(which: (part: Part) => boolean, by: Fraction): void {
    for (const part of this.parts.filter(which)) part.money = times(part.money, by);
  }
}
