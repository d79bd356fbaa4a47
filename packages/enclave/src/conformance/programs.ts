/** A program that answers by this body of `async (text, host, request) => …`; what it returns is sent as text. */
export const program = (body: string, extra = ""): string => `
const encode = (value) => new TextEncoder().encode(String(value));
const decode = (bytes) => new TextDecoder().decode(bytes);
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const bytes = (text) => Uint8Array.from(text.match(/../g) ?? [], (digits) => parseInt(digits, 16));
export function start(host) {
  return {
    async handle(request) {
      const text = decode(request.subarray(0, 200));
      const answer = await (async () => { ${body} })();
      return answer instanceof Uint8Array ? answer : encode(answer);
    },
  };
}
${extra}
`;

/** Seals on `seal:purpose`, opens `open:purpose:<hex>`; failures come back as their code. */
export const sealer = (marker = ""): string =>
  program(`
    /* ${marker} */
    const [verb, purpose, blob] = decode(request).split(":");
    try {
      if (verb === "seal") return hex(host.seal(purpose, 1, encode("treasure")));
      return decode(host.unseal(purpose, 1, bytes(blob)));
    } catch (error) {
      return error.code;
    }
  `);
