/** The two ends of the chain, by its word. */
export interface Heads {
  readonly best: number;
  readonly finalized: number;
}

/** How long a connection that broke is left alone. */
const restMs = 2_000;

/**
 * Tells of each new block and each that becomes final, as they come, by the chain's WebSocket, until the returned function
 * is called. A connection that breaks is opened again; `onLost` hears of it.
 */
export function followHeads(
  chain: string,
  onHeads: (heads: Heads) => void,
  onLost: (isLost: boolean) => void,
): () => void {
  let heads: Heads = { best: 0, finalized: 0 };
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;

  function open(): void {
    socket = new WebSocket(chain.replace(/^http/, "ws"));
    socket.onopen = () => {
      onLost(false);
      for (const [id, method] of ["chain_subscribeNewHeads", "chain_subscribeFinalizedHeads"].entries())
        socket?.send(JSON.stringify({ jsonrpc: "2.0", id, method, params: [] }));
    };
    socket.onmessage = ({ data }) => hear(JSON.parse(data));
    socket.onclose = () => {
      if (isOver) return;
      onLost(true);
      timer = setTimeout(open, restMs);
    };
  }

  function hear({
    method,
    params,
  }: {
    readonly method?: string;
    readonly params?: { readonly result: { readonly number: string } };
  }) {
    if (params === undefined) return;
    const number = Number(params.result.number);
    const next = method === "chain_finalizedHead" ? { finalized: number } : { best: number };
    heads = { ...heads, ...next };
    heads = { best: Math.max(heads.best, heads.finalized), finalized: heads.finalized };
    onHeads(heads);
  }

  open();
  return () => {
    isOver = true;
    clearTimeout(timer);
    socket?.close();
  };
}
