/** Loads the dialogs' style sheet, once for all of them. */
export function useStyle(): void {
  const id = 'coupa-editor-style';
  if (document.getElementById(id)) return;
  const link = document.createElement('link');
  link.id = id;
  link.rel = 'stylesheet';
  link.href = `${RED.settings.apiRootUrl}coupa/editor/dialogs.css`;
  document.head.append(link);
}
