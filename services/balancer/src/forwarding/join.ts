import type { Socket } from "node:net";

/** A peer that is gone without a word is found out after this time without a byte. */
const KEEP_ALIVE_MS = 30_000;
/** How long one side may take to read the rest, after the other has ended. */
const FAREWELL_MS = 5_000;

/** Passes bytes both ways until one side ends and the other has had the rest, or until both are cut. */
export async function join(client: Socket, backend: Socket, cut: AbortSignal): Promise<void> {
  const sides: readonly [Socket, Socket][] = [
    [client, backend],
    [backend, client],
  ];
  const end = () => {
    client.destroy();
    backend.destroy();
  };
  if (cut.aborted || client.destroyed || backend.destroyed) return end();
  cut.addEventListener("abort", end);
  const closed = sides.map(([from, to]) => {
    from.setTimeout(0);
    from.setNoDelay(true);
    from.setKeepAlive(true, KEEP_ALIVE_MS);
    from.on("error", () => {}); // followed by `close`
    from.pipe(to);
    return new Promise<void>((resolve) => {
      from.once("close", () => {
        to.destroySoon();
        const timer = setTimeout(() => to.destroy(), FAREWELL_MS);
        to.once("close", () => clearTimeout(timer));
        resolve();
      });
    });
  });
  await Promise.all(closed);
  cut.removeEventListener("abort", end);
}
