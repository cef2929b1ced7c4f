/** Loads the dialogs' style sheet, once for all of them. */
export function useStyle() {
  const id = 'coupa-editor-style';
  if (document.getElementById(id)) return;
  const link = document.createElement('link');
  link.id = id;
  link.rel = 'stylesheet';
  link.href = new URL('./dialogs.css', import.meta.url).href;
  document.head.append(link);
}
