/**
 * Writes lines to standard output or error. A reader that has read enough (`pha status | head -1`) is no fault: what
 * follows is dropped, and the command ends as it would have. Output that is lost otherwise, on a full disk, fails.
 */
export function writerOf(stream: NodeJS.WriteStream): (line: string) => void {
  let isClosed = false;
  stream.on("error", ({ code, message }: NodeJS.ErrnoException) => {
    if (isClosed) return;
    isClosed = true;
    if (code === "EPIPE") return;
    process.exitCode = 1;
    if (stream !== process.stderr) process.stderr.write(`error: the output is lost: ${message}\n`);
  });
  return (line) => {
    if (!isClosed) stream.write(`${line}\n`);
  };
}
