const NodeTextDecoder = TextDecoder; // the global will be the class below
const encoder = new TextEncoder();

/**
 * The text classes that programs use, with Node's own behind them: those carry inspection hooks into Node's insides.
 */
export class ProgramTextEncoder {
  readonly encoding = "utf-8";

  encode(text = ""): Uint8Array {
    return encoder.encode(`${text}`);
  }
}

/** UTF-8 and UTF-16LE, whole inputs only. */
export class ProgramTextDecoder {
  readonly #decoder: InstanceType<typeof NodeTextDecoder>;

  constructor(label = "utf-8", options: { fatal?: boolean; ignoreBOM?: boolean } = {}) {
    const { fatal = false, ignoreBOM = false } = options;
    this.#decoder = new NodeTextDecoder(`${label}`, { fatal: fatal === true, ignoreBOM: ignoreBOM === true });
  }

  decode(bytes: ArrayBufferView | ArrayBuffer = new Uint8Array()): string {
    try {
      return this.#decoder.decode(bytes);
    } catch {
      throw new TypeError("The encoded data was not valid");
    }
  }
}
