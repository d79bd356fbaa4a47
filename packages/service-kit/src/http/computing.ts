/** Does some work at one go, and says how many milliseconds this thread has computed; time it waited is none of them. */
export function timed<T>(work: () => T, tell: (ms: number) => void): T {
  const before = process.threadCpuUsage();
  try {
    return work();
  } finally {
    const { user, system } = process.threadCpuUsage(before);
    tell((user + system) / 1_000);
  }
}
