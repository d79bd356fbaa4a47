/** Code that `System.set_code` has let in; it gets its place in the state, beside all pallets, when the block ends. */
export class NewCode {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}
