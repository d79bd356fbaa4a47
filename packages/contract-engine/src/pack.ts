import type { Answer, Fetch } from "./http/exchange.ts";
import type { Pause, Resume } from "./pause.ts";
import type { Image } from "./quickjs/image.ts";

/** Takes bytes out of a message, which is JSON, and gives their length there. */
type Put = (bytes: Uint8Array) => number;
/** Gives them back, in the order in which they were put. */
type Take = (length: number) => Uint8Array;

/** Bytes that lie behind a message. */
export function putter(): { readonly put: Put; readonly parts: readonly Uint8Array[] } {
  const parts: Uint8Array[] = [];
  const put = (bytes: Uint8Array): number => {
    parts.push(bytes);
    return bytes.length;
  };
  return { put, parts };
}

/** Reads such bytes, one after another. Each is a copy: what it is read from may be large. */
export function taker(bytes: Uint8Array, from: number): Take {
  let at = from;
  return (length) => {
    at += length;
    return bytes.slice(at - length, at);
  };
}

interface PackedImage {
  readonly pages: number;
  readonly bytes: number;
  readonly runs: readonly (readonly [at: number, length: number])[];
}

const packImage = ({ pages, bytes, runs }: Image, put: Put): PackedImage => ({
  ...{ pages, bytes },
  runs: runs.map((run) => [run.at, put(run.bytes)]),
});

const unpackImage = ({ runs, ...image }: PackedImage, take: Take): Image => ({
  ...image,
  runs: runs.map(([at, length]) => ({ at, bytes: take(length) })),
});

type PackedFetch = Omit<Fetch, "body"> & { readonly body: number | undefined };

/** A pause as JSON and bytes. */
export interface PackedPause extends Omit<Pause, "image" | "fetches"> {
  readonly image: PackedImage;
  readonly fetches: readonly PackedFetch[];
}

export const packPause = ({ image, fetches, ...rest }: Pause, put: Put): PackedPause => ({
  ...rest,
  image: packImage(image, put),
  fetches: fetches.map(({ body, ...wanted }) => ({ ...wanted, body: body && put(body) })),
});

export const unpackPause = ({ image, fetches, ...rest }: PackedPause, take: Take): Pause => ({
  ...rest,
  image: unpackImage(image, take),
  fetches: fetches.map(({ body, ...wanted }) => ({
    ...wanted,
    body: body === undefined ? undefined : take(body),
  })),
});

/** What a query goes on with, as JSON and bytes. */
export interface PackedResume {
  readonly pause: PackedPause;
  readonly answers: readonly { readonly head: Answer; readonly body: number }[];
}

const none = new Uint8Array();

export const packResume = ({ pause, answers }: Resume, put: Put): PackedResume => ({
  pause: packPause({ ...pause, fetches: [] }, put),
  answers: answers.map((answer) =>
    "response" in answer
      ? { head: { ...answer, response: { ...answer.response, body: none } }, body: put(answer.response.body) }
      : { head: answer, body: 0 },
  ),
});

export const unpackResume = ({ pause, answers }: PackedResume, take: Take): Resume => ({
  pause: unpackPause(pause, take),
  answers: answers.map(({ head, body }) =>
    "response" in head ? { ...head, response: { ...head.response, body: take(body) } } : head,
  ),
});
