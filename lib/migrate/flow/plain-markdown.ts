import { Phrase } from '../../base/text/phrase';

/**
 * A text from outside for a place where Node-RED renders Markdown, such as the description of a node: it is shown as it is, and nothing in it
 * becomes a heading, an image, a link or HTML.
 */
export function plainMarkdown(text: string): string {
  return (
    text
      .replace(/\s+/g, ' ')
      .replace(/[\\`*[\]~]|!(?=\[)|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\$&')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      // What would become a link by itself.
      .replace(/(?<=[a-z]):(?=\/\/)|(?<=www)\.|@(?=[\w-])/gi, '\\$&')
      // What means something at the beginning of a line.
      .replace(/^ ?(?=[#+=-])/, '\\')
      .replace(/^(\d{1,9})(?=[.)])/, '$1\\')
  );
}

/** A phrase whose values from outside are shown as they are where Markdown is rendered. */
export function withPlainValues(phrase: Phrase): Phrase {
  const values = phrase.values.map((value) => {
    if (value instanceof Phrase) return withPlainValues(value);
    return typeof value === 'string' ? plainMarkdown(value) : value;
  });
  return new Phrase(phrase.template, values, phrase.place);
}

/** What is left of `<` and `>` once values are plain: those of a sentence of our own, `/hubs/<hub>/<resource>`. */
export function withoutTags(text: string): string {
  return text.replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
