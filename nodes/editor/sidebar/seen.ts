/**
 * Tells whether an element can be seen, at once and whenever that changes: its tab may be behind another, the sidebar closed, the window
 * behind others. Node-RED tells none of these of both its versions.
 *
 * @returns a function that ends it.
 */
export function followSeen(element: Element, tell: (isSeen: boolean) => void): () => void {
  let isShown = false;
  let told: boolean | undefined;
  const look = () => {
    const isSeen = isShown && document.visibilityState === 'visible';
    if (isSeen === told) return;
    told = isSeen;
    tell(isSeen);
  };
  const observer = new IntersectionObserver((entries) => {
    isShown = entries.at(-1)?.isIntersecting ?? false;
    look();
  });
  observer.observe(element);
  document.addEventListener('visibilitychange', look);
  return () => {
    observer.disconnect();
    document.removeEventListener('visibilitychange', look);
  };
}
