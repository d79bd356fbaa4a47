/** Functions that may come to call themselves: those on a cycle of the graph of calls (Tarjan's algorithm). */
export function onCycles(calls: readonly (readonly number[])[]): Set<number> {
  const found = new Set<number>();
  const order = new Map<number, number>();
  const path: number[] = [];
  const onPath = new Set<number>();

  const visit = (node: number): number => {
    const seen = order.get(node);
    if (seen !== undefined) return onPath.has(node) ? seen : Number.POSITIVE_INFINITY;
    let low = order.size;
    order.set(node, low);
    path.push(node);
    onPath.add(node);
    for (const next of calls[node] ?? []) low = Math.min(low, visit(next));
    if (low === order.get(node)) {
      const component = path.splice(path.indexOf(node));
      for (const member of component) onPath.delete(member);
      if (component.length > 1 || calls[node]?.includes(node)) for (const member of component) found.add(member);
    }
    return low;
  };
  for (const node of calls.keys()) visit(node);
  return found;
}
