/** A running network that clients can connect to. */
export interface Network extends AsyncDisposable {
  readonly http: string;
  readonly ws: string;
}

export async function startNetwork(): Promise<Network> {
  throw new Error("not yet");
}
