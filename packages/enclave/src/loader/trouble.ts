/**
 * What may be told about an error that a program did not handle: its class and where in the program it arose. Its text
 * may hold secrets and stays inside.
 */
export function describe(error: unknown): { error: string; at?: string } {
  try {
    const { name, stack } = error as { name: unknown; stack: unknown };
    const at = /enclave:\w+:(\d+:\d+)/.exec(`${stack}`)?.[1];
    const known = typeof name === "string" && /^[A-Za-z]{1,40}$/.test(name) ? name : "Error";
    return at === undefined ? { error: known } : { error: known, at };
  } catch {
    return { error: "Error" };
  }
}
