import { putTogether, takeApart } from './template-url';

/** Whether a URL asks for records that are not exported: for all of them, for those of late, or not at all. */
export function isUnexported(url: string): 'whole' | 'dated' | 'no' {
  const asks = takeApart(url)?.parameters.some((one) => 'name' in one && isFlag(one));
  if (!asks) return 'no';
  return movingDate.test(url) ? 'dated' : 'whole';
}

/** The URL that asks for all records that are not exported, and for nothing by a date that moves; `undefined`: it is a hub's. */
export function unexportedOnly(url: string): string | undefined {
  const parts = takeApart(url);
  if (parts === undefined) return undefined;
  const kept = parts.parameters.filter((one) =>
    'raw' in one ? !movingDate.test(one.raw) : one.name !== 'exported',
  );
  return putTogether({ ...parts, parameters: [{ name: 'exported', operator: '', value: 'false' }, ...kept] });
}

function isFlag({ name, operator, value }: { name: string; operator: string; value: string }): boolean {
  return name === 'exported' && operator === '' && value === 'false';
}

/** A placeholder for the moment of the last poll; `${now…}` and its kind are that of this one. */
const movingDate = /\$\{(?!now)/;
