/** Does this for each, at most so many at a time; answers in the order of the questions. An error is thrown when nothing runs any more. */
export async function bounded<T, R>(most: number, items: readonly T[], act: (item: T) => Promise<R>): Promise<R[]> {
  const answers: R[] = [];
  const waiting = items.entries();
  const worker = async () => {
    for (const [index, item] of waiting) answers[index] = await act(item);
  };
  const workers = await Promise.allSettled(Array.from({ length: Math.min(most, items.length) }, worker));
  for (const one of workers) if (one.status === 'rejected') throw one.reason;
  return answers;
}
