/** One for each part of the dialogs. */
const sheets = ['dialogs', 'sections', 'answers', 'poll', 'import'];

/** Loads the dialogs' style sheets, once for all of them. */
export function useStyle() {
  for (const sheet of sheets) {
    const id = `coupa-editor-style-${sheet}`;
    if (document.getElementById(id)) continue;
    const link = document.createElement('link');
    link.id = id;
    link.rel = 'stylesheet';
    link.href = new URL(`./${sheet}.css`, import.meta.url).href;
    document.head.append(link);
  }
}
