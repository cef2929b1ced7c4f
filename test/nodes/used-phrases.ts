import * as ts from 'typescript/unstable/ast';
import { parsedSources } from '../parsed-sources';

/** Something that the code says, and where. */
export interface Said {
  /** The template as the catalogues name it, or the words themselves. */
  text: string;
  /** `lib/poll/model/notices.ts:13` */
  place: string;
}

/** Every `phrase` that `lib/` and `nodes/` can say, `{0}` standing for what is filled in. */
export function usedPhrases(): Said[] {
  return everywhere((node, file) => {
    if (!ts.isTaggedTemplateExpression(node) || node.tag.getText(file) !== 'phrase') return undefined;
    return templateOf(node.template);
  });
}

/** Every text of several words that is no phrase, so that nobody can translate it. */
export function untranslatable(): Said[] {
  return everywhere((node) => {
    if (!isText(node) || ts.isTaggedTemplateExpression(node.parent)) return undefined;
    const text = templateOf(node);
    return /\p{L}{2,} \p{L}{2,}.* \p{L}{2,}/u.test(text) ? text : undefined;
  });
}

/** What makes errors of a text that is no phrase: `new CoupaError('COUPA_STATE', 'Gone.')`. */
export function plainErrors(): Said[] {
  return everywhere((node, file) => {
    if (!ts.isNewExpression(node) || node.expression.getText(file) !== 'CoupaError') return undefined;
    const [, message] = node.arguments ?? [];
    return message !== undefined && hasPlainText(message) ? message.getText(file) : undefined;
  });
}

function hasPlainText(expression: ts.Expression): boolean {
  if (ts.isConditionalExpression(expression))
    return hasPlainText(expression.whenTrue) || hasPlainText(expression.whenFalse);
  return isText(expression) || ts.isBinaryExpression(expression);
}

type Text = ts.StringLiteral | ts.NoSubstitutionTemplateLiteral | ts.TemplateExpression;

function isText(node: ts.Node): node is Text {
  return ts.isStringLiteralLikeNode(node) || ts.isTemplateExpression(node);
}

function templateOf(text: Text | ts.TemplateLiteral): string {
  if (!ts.isTemplateExpression(text)) return text.text;
  return text.templateSpans.reduce(
    (before, { literal }, index) => `${before}{${index}}${literal.text}`,
    text.head.text,
  );
}

function everywhere(find: (node: ts.Node, file: ts.SourceFile) => string | undefined): Said[] {
  return parsedSources().flatMap(({ path, tree: file }) => {
    const found: Said[] = [];
    const visit = (node: ts.Node): void => {
      const text = find(node, file);
      const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
      if (text !== undefined) found.push({ text, place: `${path}:${line + 1}` });
      node.forEachChild(visit);
    };
    visit(file);
    return found;
  });
}
