/**
 * Writes lines to standard output or error. A reader that has read enough (`pha status | head -1`) is no fault: what
 * follows is dropped, and the command ends as it would have.
 *
 * @param lost - told once of output that is lost otherwise, as on a full disk: why, `ENOSPC`
 */
export function writerOf(stream: NodeJS.WriteStream, lost: (reason: string) => void): (line: string) => void {
  let isClosed = false;
  stream.on("error", ({ code, message }: NodeJS.ErrnoException) => {
    if (isClosed) return;
    isClosed = true;
    if (code !== "EPIPE") lost(code ?? message);
  });
  return (line) => {
    if (!isClosed) stream.write(`${line}\n`);
  };
}
