import type { Said } from '../../../lib/base/text/said';
import type { PreviewedBeginning } from '../../../lib/poll/inspect/previewed';
import type { Refusal } from '../../admin/answers';
import { type Answer, ask } from '../../editor/ask/ask';
import { lastAnswer } from '../../editor/ask/last-answer';
import { make } from '../../editor/page/make';
import type { Say } from '../../editor/page/say';
import { unhurried } from '../../editor/page/unhurried';
import { describeMistake } from './preview-mistake';
import { describeUrl } from './preview-url';

/** What a preview is made of. */
export interface PreviewOptions {
  say: Say;
  /** What the runtime is asked with. */
  body: () => object;
  /** The text that mistakes point into. */
  url: () => string;
  /** Gets where the node begins, as often as that was told. */
  begins: (beginning: PreviewedBeginning) => void;
}

/**
 * Shows in `place` the URL as it would be sent now, while it is being typed: what comes from a placeholder is marked, a
 * mistake is underlined where it is.
 *
 * @returns shows it anew, a moment later
 */
export function livePreview(place: HTMLElement, { say, body, url, begins }: PreviewOptions): () => void {
  let asked = '';
  const answered = lastAnswer<Answer<'preview'> | Said<Refusal>>((outcome) => {
    const answer = 'answer' in outcome ? outcome.answer : undefined;
    if (answer === undefined || answer.error)
      place.replaceChildren(make('p', {}, say('preview.unavailable')));
    else if ('mistake' in answer) place.replaceChildren(...describeMistake(answer.mistake, asked, say));
    else {
      place.replaceChildren(...describeUrl(answer, say));
      begins(answer.begins);
    }
  });
  return unhurried(() => {
    // Another dialog may lie above by now.
    if (!place.isConnected) return;
    asked = url();
    void answered(() => ask({ path: 'preview', body: body() }));
  }, 250);
}
