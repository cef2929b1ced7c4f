import type { Say } from '../../editor/page/say';
import type { Facts } from './facts';

type Member = Facts['members'][number];

/** What a member of a record is, in a few phrases: `text, up to 255 characters`, `reference by code or id`. */
export function describeMember(member: Member, say: Say): string[] {
  const { kind, list, readOnly, maxLength, choices, identifiedBy, definition } = member;
  const isReference = identifiedBy !== undefined && identifiedBy.length > 0;
  const what = isReference
    ? say(list ? 'member.references' : 'member.reference', { keys: identifiedBy.join(', ') })
    : say(`member.${list ? 'list' : 'one'}.${kind}`, { name: definition ?? '' });
  return [
    what,
    ...(maxLength === undefined ? [] : [say('member.length', { count: maxLength })]),
    ...(choices === undefined ? [] : [say('member.choices', { values: choices.join(', ') })]),
    ...(readOnly ? [say('member.readOnly')] : []),
  ];
}
