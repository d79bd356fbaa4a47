import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A way to a server that can be cut: what is connected breaks, what connects is refused until it is mended. */
export interface Cuttable extends AsyncDisposable {
  readonly url: string;
  /** Bytes that came from the server so far. */
  readonly received: number;
  cut(): void;
  mend(): void;
}

export async function cuttable(url: string): Promise<Cuttable> {
  const { hostname, port, protocol } = new URL(url);
  const sockets = new Set<Socket>();
  let isCut = false;
  let received = 0;
  const server = createServer((near) => {
    if (isCut) return void near.destroy();
    const far = connect(Number(port), hostname);
    far.on("data", (bytes) => {
      received += bytes.length;
    });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.pipe(to);
      from.on("error", () => to.destroy());
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = () => {
    isCut = true;
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `${protocol}//127.0.0.1:${(server.address() as AddressInfo).port}`,
    get received() {
      return received;
    },
    cut,
    mend() {
      isCut = false;
    },
    async [Symbol.asyncDispose]() {
      cut();
      server.close();
      await once(server, "close");
    },
  };
}
