import { decode, encode, enumeration, H256, struct, type TypeOf, toHex, variant, vec } from "@pha/codec";
import type { EnclaveService, ProgramHost } from "@pha/enclave/program";
import {
  Certified,
  Core,
  KeyLabel,
  openPartials,
  Partials,
  Registration,
  reply,
  SignedKeyRequest,
  StartRequest,
  signKeyRequest,
} from "@pha/program-kit";

/** What the tests ask of an enclave program that does nothing but ask a gatekeeper for its parts of keys. */
export const AskerRequest = enumeration({
  Start: variant(0, StartRequest),
  Advance: variant(1, Certified),
  Register: variant(2),
  /** The gatekeeper's partials, opened. */
  Ask: variant(3, struct({ gatekeeper: H256, labels: vec(KeyLabel, { max: 16 }) })),
});
export type AskerRequest = TypeOf<typeof AskerRequest>;

/**
 * The program: the enclave calls it, no module does.
 *
 * @public
 */
export function start(host: ProgramHost): EnclaveService {
  let core: Core;

  async function handle(request: AskerRequest): Promise<Uint8Array> {
    switch (request.type) {
      case "Start":
        core = new Core(host, "miner", request.value);
        return new Uint8Array();
      case "Advance":
        core.advance(request.value);
        return new Uint8Array();
      case "Register":
        return encode(Registration, await core.register());
      case "Ask": {
        const { gatekeeper } = request.value;
        const asking = { ...request.value, worker: core.identity, nonce: toHex(host.primitives.randomBytes(16)) };
        const signed = signKeyRequest(host.genesisHash, asking, core.session.sign);
        const value = { gatekeeper, request: encode(SignedKeyRequest, signed) };
        const sealed = await core.ask({ type: "Release", value });
        const { primitives, genesisHash } = host;
        return encode(Partials, openPartials(primitives, genesisHash, core.session.hpkeSecret, signed, sealed));
      }
    }
  }

  return { handle: (encoded) => reply(() => handle(decode(AskerRequest, encoded))) };
}
