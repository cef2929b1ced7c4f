import { matching } from '../../editor/fields/matching';
import { factList, make } from '../../editor/page/make';
import { place } from '../../editor/page/part';
import type { Say } from '../../editor/page/say';
import { describeMember } from './describe-member';
import type { Facts } from './facts';

/** Shows the members that records have, for who writes them; what is typed above narrows the list. */
export class Members {
  private readonly section: HTMLElement;
  private readonly list: HTMLElement;
  private readonly search: HTMLInputElement;
  private readonly say: Say;
  private members: Facts['members'] = [];

  constructor(dialog: HTMLElement, say: Say) {
    this.section = place(dialog, '[data-coupa-section="members"]');
    this.list = place(this.section, '#coupa-record-members');
    this.say = say;
    this.search = make('input', {
      type: 'text',
      'aria-label': say('member.search'),
      placeholder: say('member.search'),
      // It is no property of the node, and changes nothing of what was tried.
      oninput: (event) => {
        event.stopPropagation();
        this.narrow();
      },
    });
    this.list.before(this.search);
  }

  /** Shows those of other records; none where they are not known. */
  show(facts: Facts | undefined): void {
    this.members = facts?.members ?? [];
    this.section.hidden = this.members.length === 0;
    this.search.value = '';
    const line = this.section.querySelector('.coupa-section-line');
    if (line) line.textContent = this.say('member.count', { count: this.members.length });
    this.narrow();
  }

  private narrow(): void {
    const entries = this.members.map((one) => ({ value: one.name, facts: describeMember(one, this.say) }));
    const found = matching(entries, this.search.value);
    this.list.replaceChildren(
      found.length === 0
        ? this.say('member.none')
        : this.scrollable(factList(found.map(({ value, facts }) => [value, facts.join(' · ')]))),
    );
  }

  /** Without the focus the keyboard could not scroll it. */
  private scrollable(list: HTMLElement): HTMLElement {
    return make('div', { tabindex: '0', role: 'region', 'aria-label': this.say('section.members') }, list);
  }
}
