/** Gas as anybody outside may know it: the next power of two, so that it tells little. */
export function gasBucket(gas: number): bigint {
  let bucket = 16_384n;
  while (bucket < gas) bucket *= 2n;
  return bucket;
}
