/**
 * Heap of the program's core in MiB: what the fullest cluster that the ledger admits takes at its worst, and a tenth. It
 * is a bound, not what a worker uses.
 */
export const heapMb = 2_240;
