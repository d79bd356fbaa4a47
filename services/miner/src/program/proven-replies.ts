import { encode, type Hex, Recent } from "@pha/codec";
import { type Core, reply } from "@pha/program-kit";
import { type Ask, type Asker, askerSecret, replyMac, WorkerReply } from "@pha/secret-channel/ask";

/** Askers whose secrets are remembered, for certain: a gatekeeper is one for as long as it runs. */
const maxAskers = 256;

/** Proves to who asks that what it hears is this enclave's reply: on NATS anybody of a miner's kind can send another. */
export class ProvenReplies {
  readonly #secrets = new Recent<Hex, { readonly seal: Hex; readonly secret: Uint8Array }>(maxAskers);

  /**
   * What `handle` gives, or its coded error: a refusal is proven like an answer.
   *
   * @throws `channel.Undecipherable` when the asker means another session
   */
  async prove(core: Core, ask: Ask, handle: () => Uint8Array | Promise<Uint8Array>): Promise<Uint8Array> {
    const secret = this.#secretOf(core, ask.asker);
    const said = await reply(handle);
    return encode(WorkerReply, { reply: said, mac: replyMac(core.host.primitives, secret, ask, said) });
  }

  #secretOf({ host, session }: Core, asker: Asker): Uint8Array {
    const known = this.#secrets.get(asker.enc);
    if (known?.seal === asker.seal) return known.secret;
    const secret = askerSecret(host.primitives, host.genesisHash, session.hpkeSecret, asker);
    this.#secrets.set(asker.enc, { seal: asker.seal, secret });
    return secret;
  }
}
