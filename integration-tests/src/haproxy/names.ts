import { createSocket } from "node:dgram";
import { once } from "node:events";

/** A name server that knows one thing: the addresses of the replicas. */
export interface Names extends AsyncDisposable {
  readonly address: string;
  /** What every name stands for now. */
  replicas: readonly string[];
}

const HEAD_BYTES = 12;
const A = 1;
/** A response without an error, to a question that wanted recursion. */
const ANSWERED = 0x8180;
const TTL_SECONDS = 1;

/** Answers over UDP, as a container's own name server does (RFC 1035 §4). */
export async function startNames(): Promise<Names> {
  const socket = createSocket("udp4");
  const names = {
    address: "",
    replicas: [] as readonly string[],
    async [Symbol.asyncDispose]() {
      socket.close();
      await once(socket, "close");
    },
  };
  socket.on("message", (query, { port, address }) => socket.send(reply(query, names.replicas), port, address));
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  names.address = `127.0.0.1:${socket.address().port}`;
  return names;
}

function reply(query: Buffer, replicas: readonly string[]): Buffer {
  const nameEnd = query.indexOf(0, HEAD_BYTES) + 1;
  const question = query.subarray(HEAD_BYTES, nameEnd + 4);
  const answers = query.readUInt16BE(nameEnd) === A ? replicas.map(record) : [];
  const head = Buffer.alloc(HEAD_BYTES);
  query.copy(head, 0, 0, 2);
  head.writeUInt16BE(ANSWERED, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(answers.length, 6);
  return Buffer.concat([head, question, ...answers]);
}

/** The name is that of the question: a pointer behind the head. */
function record(address: string): Buffer {
  const bytes = Buffer.from([0xc0, HEAD_BYTES, 0, A, 0, 1, 0, 0, 0, TTL_SECONDS, 0, 4]);
  return Buffer.concat([bytes, Buffer.from(address.split(".").map(Number))]);
}
