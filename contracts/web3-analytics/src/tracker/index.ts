import { fromHex, utf8 } from "./bytes.ts";
import { type SealedTo, sealItem } from "./seal.ts";
import { type VisitorKey, visitorKey } from "./visitor-key.ts";

export { forgetVisitor } from "./visitor-key.ts";

/** What a page has to know of the contract; the owner of the site puts it there. */
export interface TrackerOptions {
  readonly site: string;
  /** Where the site's collector is. */
  readonly collector: string;
  readonly genesis: string;
  readonly contract: string;
  readonly codeHash: string;
  /** The contract's own key (`sealing` tells it): what it signed is believed, whoever brings it. */
  readonly signer: string;
}

/** What the collector hands on from the contract's query `sealing`. */
interface Sealing {
  readonly epoch: number;
  readonly key: string;
  readonly signature: string;
}

/** Tells a site's contract of one visitor what they agreed to; nothing of it is readable to anybody on the way. */
export class Tracker {
  readonly #options: TrackerOptions;
  readonly #to: SealedTo;
  readonly #visitor: VisitorKey;
  #seq = 0;

  private constructor(options: TrackerOptions, to: SealedTo, visitor: VisitorKey) {
    this.#options = options;
    this.#to = to;
    this.#visitor = visitor;
  }

  /** @throws Error when what the collector hands out is not signed by the contract */
  static async start(options: TrackerOptions): Promise<Tracker> {
    const { genesis, contract, codeHash, collector } = options;
    const response = await fetch(`${collector}/sealing`);
    if (!response.ok) throw new Error(`The collector answers ${response.status}.`);
    const { epoch, key, signature }: Sealing = await response.json();
    const text = `phala/web3-analytics/key/v1 ${contract} ${codeHash} ${epoch} ${key.slice(2)}`;
    const signer = await crypto.subtle.importKey("raw", fromHex(options.signer), "Ed25519", false, ["verify"]);
    if (!(await crypto.subtle.verify("Ed25519", signer, fromHex(signature), utf8(text))))
      throw new Error("The collector hands out a key that is not the contract's.");
    return new Tracker(options, { genesis, contract, codeHash, key, epoch }, await visitorKey());
  }

  /** The visitor's account: what is kept of it at the site, its key alone may ask for. */
  get account(): string {
    return this.#visitor.account;
  }

  /** The visitor looks at a page. */
  view(page: string = location.pathname): Promise<void> {
    const minute = Math.floor(Date.now() / 60_000);
    return this.#say({ views: [{ minute, page: page.slice(0, 100) }] });
  }

  /** The visitor agrees to purposes, each for some days, in place of what they agreed to before. */
  consent(purposes: Readonly<Record<string, number>>): Promise<void> {
    const minute = Math.floor(Date.now() / 60_000);
    const consents = Object.entries(purposes).map(([purpose, days]) => ({ purpose, until: minute + days * 1_440 }));
    return this.#say({ consents });
  }

  /** The visitor has all erased that there is of them at the site. */
  erase(): Promise<void> {
    return this.#say({ consents: [], erase: true });
  }

  async #say(what: object): Promise<void> {
    const { site, collector } = this.#options;
    this.#seq = Math.max(Date.now(), this.#seq + 1);
    const said = { site, seq: this.#seq, device: deviceOf(navigator.userAgent), views: [], erase: false, ...what };
    const text = JSON.stringify(said);
    const signature = await this.#visitor.sign(`phala/web3-analytics/v1 ${this.#options.contract} ${text}`);
    const item = await sealItem(this.#to, JSON.stringify({ visitor: this.account, text, signature }));
    const response = await fetch(`${collector}/items`, { method: "POST", body: item, keepalive: true });
    if (!response.ok) throw new Error(`The collector answers ${response.status}.`);
  }
}

/** What kind of device a browser says that it runs on. */
export function deviceOf(userAgent: string): "desktop" | "mobile" | "tablet" | "other" {
  if (/iPad|Tablet|Android(?!.*Mobile)/i.test(userAgent)) return "tablet";
  if (/Mobi/i.test(userAgent)) return "mobile";
  return /Windows|Macintosh|Linux|CrOS/.test(userAgent) ? "desktop" : "other";
}
