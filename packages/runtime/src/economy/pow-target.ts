/**
 * Below which hash a worker of the original had to answer a block, so that `perBlock` of them do in the mean and none more
 * often than twice an hour. Its vectors stay true; here a round draws its workers ({@link drawPositions}).
 */
export function powTarget(perBlock: number, online: number, blockSeconds: number): bigint {
  if (online === 0) return 0n;
  const u32f32 = 32n;
  const most = ((BigInt(online) * 2n) << u32f32) / (3_600n / BigInt(blockSeconds));
  const wanted = BigInt(perBlock) << u32f32;
  const asked = wanted < most ? wanted : most;
  const part = (((asked << u32f32) / (BigInt(online) << u32f32)) << 24n) >> u32f32;
  return ((2n ** 256n - 1n) >> 24n) * part;
}
