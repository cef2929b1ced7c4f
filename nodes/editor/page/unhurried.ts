/** Waits until nothing has happened for some milliseconds before it acts. */
export function unhurried(act: () => void, pauseMs: number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(act, pauseMs);
  };
}
