import { type CodedError, decode, u32 } from "@pha/codec";
import type { EnginePoolOptions } from "@pha/contract-engine";
import { type Exchange, errors, type HttpRequest, type HttpResponse, placeIn } from "@pha/contract-engine/http";
import type { HttpExchanging, ProgramHost, Wire } from "@pha/enclave/program";
import { readState } from "@pha/frame";
import type { Core } from "@pha/program-kit";
import { attestation } from "@pha/runtime/program";
import type { HttpSettings } from "../protocol.ts";
import { Places } from "./places.ts";

/** Requests that are under way at once, of all contracts and of one: others wait. */
const mostAtOnce = 32;
const mostOfContract = 15;

/** How contracts reach servers: over connections that the host carries, in which TLS ends inside. */
export function makeWeb(
  core: Core,
  exchange: ProgramHost["exchange"],
  { allow, ca }: HttpSettings,
): NonNullable<EnginePoolOptions["web"]> {
  const places = new Places(mostAtOnce, mostOfContract);
  const allowed = new Set(allow);
  let isDevelopment = false;

  /** Whether the ledger is a development network's, whose settings are followed: that does not change. */
  async function followsSettings(): Promise<boolean> {
    isDevelopment ||= await core.view.read(
      (state) => readState(attestation, state).developmentRoot.get() !== undefined,
    );
    return isDevelopment;
  }

  const send: Exchange = (request, mostBytes, contract) => {
    const connection = new Connection(core);
    const response = places.take(contract, async () => {
      const wire = await connection.open(request);
      const trusted = ca.length > 0 && (await followsSettings()) ? ca : [];
      const { method, url, headers, body } = request;
      const asked = { method, url, headers, body, mostBytes, ca: trusted, atMs: Number(core.view.head.timeMs) };
      return connection.use(exchange(asked, wire), placeIn(url).host);
    });
    return { response: response.finally(() => connection.end()), cancel: () => connection.end() };
  };
  return {
    exchange: send,
    isAllowed: async (place) => allowed.has(place) && (await followsSettings()),
  };
}

/** A connection for one request. */
class Connection {
  readonly #core: Core;
  #stream: number | undefined;
  #exchanging: HttpExchanging | undefined;
  #isOver = false;

  constructor(core: Core) {
    this.#core = core;
  }

  /** @throws `http.UnknownHost`, `http.AddressRefused`, `http.ConnectionRefused`, `http.Cut` */
  async open({ url }: HttpRequest): Promise<Wire> {
    const { host, port } = placeIn(url);
    if (this.#isOver) throw errors.Cut();
    const core = this.#core;
    try {
      const stream = decode(u32, await core.ask({ type: "Connect", value: { host, port } }));
      this.#stream = stream;
      if (this.#isOver) this.#close();
      return {
        read: () => core.ask({ type: "Read", value: stream }),
        write: async (bytes) => void (await core.ask({ type: "Write", value: { stream, bytes } })),
      };
    } catch (error) {
      throw toldBy(error, host);
    }
  }

  /** @throws `http.TlsFailed`, `http.BadResponse`, `http.ResponseTooLarge`, `http.Cut` */
  async use(exchanging: HttpExchanging, host: string): Promise<HttpResponse> {
    this.#exchanging = exchanging;
    if (this.#isOver) exchanging.cancel();
    const answer = await exchanging.answer;
    if ("failed" in answer) throw errors[answer.failed]({ host, reason: answer.reason });
    return answer;
  }

  /** Ends it, if it has not ended. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#exchanging?.cancel();
    this.#close();
  }

  #close(): void {
    if (this.#stream === undefined) return;
    const { host } = this.#core;
    void this.#core.ask({ type: "Close", value: this.#stream }).catch(() => host.log("miner.StreamNotClosed"));
  }
}

/** What a host says of a connection, or fails to: of its words the code alone, and of what is not about connections not even that. */
function toldBy(error: unknown, host: string): CodedError {
  const { UnknownHost, AddressRefused } = errors;
  const said = [UnknownHost, AddressRefused].find((maker) => maker.is(error)) ?? errors.ConnectionRefused;
  return said({ host });
}
