import type { Requester } from '../../../../lib/ports/requester';
import { ModelTenant } from '../../../laws/model-tenant';
import { Rig, type RigOptions, turns } from '../rig';

const config = { delivery: 'acknowledge', start: 'beginning', maxAttempts: 1 };

/** A tenant with as many records. */
export function tenantWith(count: number): ModelTenant {
  const tenant = new ModelTenant();
  for (let made = 0; made < count; made += 1) tenant.apply({ kind: 'create' });
  return tenant;
}

/** A node that has each record acknowledged, and gives it up when it is refused once. */
export function rigOf(tenant: Requester, options: RigOptions = {}): Rig {
  return new Rig(tenant, { ...options, config: { ...config, ...options.config } });
}

/** A node that has given up all records of a tenant. */
export async function givenUp(
  count: number,
  options: RigOptions = {},
): Promise<{ tenant: ModelTenant; rig: Rig }> {
  const tenant = tenantWith(count);
  const rig = rigOf(tenant, options);
  refuseAll(rig);
  await rig.poller.poll();
  await settled(rig);
  rig.messages.length = 0;
  rig.onRecord = () => {};
  return { tenant, rig };
}

/** From now on its flow refuses every record. */
export function refuseAll(rig: Rig): void {
  rig.onRecord = ({ coupa }) => void rig.poller.refuse(coupa.delivery, `no to ${coupa.id}`);
}

/** From now on its flow takes every record. */
export function takeAll(rig: Rig): void {
  rig.onRecord = ({ coupa }) => void rig.poller.acknowledge(coupa.delivery);
}

/** Everything that is ready has happened, and is stored. */
export async function settled(rig: Rig): Promise<void> {
  await turns();
  rig.clock.advance(2000);
  await turns();
}

/** Which version of its record each message was: its content in the model tenant. */
export const contentsOf = ({ messages }: Rig) =>
  messages.map(({ payload }) => (payload as { content: number }).content);

/** How many are kept, and how many of them are being sent again. */
export const countsOf = async (rig: Rig) => {
  const { records, redelivering } = await rig.poller.undeliverables.list();
  return [records.length, redelivering];
};
