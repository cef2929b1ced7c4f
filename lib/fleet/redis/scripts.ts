import { avoidedForMs } from '../engine/exchanges';
import { countedForMs } from '../engine/permits';

/** A script that the engine carries out as a whole. */
export interface Script {
  readonly text: string;
}

/**
 * What a script begins with that is carried out though the memory is full: it needs next to nothing, and without it nothing would ever
 * leave. Of the others, the first command that needs memory is refused, so that nothing at all is applied.
 */
export const whenFull = '#!lua flags=allow-oom';

/**
 * KEYS: state, lease, witnesses. ARGV: instance, run, lease in milliseconds (0: only looks), random, witness' time, witness' head.
 * A lease is `run term instance`. The term lives in the state: a lease that ran out alone takes nothing from anybody. For how long it was
 * lent stands there, too: where the engine's clock has gone back, what is left of it may be longer, and whoever had it may be dead.
 */
export const campaign: Script = {
  text: `${whenFull}
local known = redis.call('HMGET', KEYS[1], 'witnessAt', 'witness', 'lent')
if ARGV[6] ~= '' and not known[2] then
  redis.call('HSET', KEYS[3], ARGV[2], ARGV[5] .. ' ' .. ARGV[6])
  redis.call('PEXPIRE', KEYS[3], 600000)
end
local lease = redis.call('GET', KEYS[2])
local isMine = lease and string.sub(lease, 1, #ARGV[2] + 1) == ARGV[2] .. ' '
local lentMs, lentTo = string.match(known[3] or '', '^(%d+) (%S+)$')
if lease and lentTo == string.match(lease, '^%S+ (%S+) ') and redis.call('PTTL', KEYS[2]) > tonumber(lentMs) then
  redis.call('PEXPIRE', KEYS[2], lentMs)
end
if ARGV[3] == '0' or (lease and not isMine) then
  return {'waits', lease and string.match(lease, '^%S+ %S+ (.*)$') or '', known[1] or '', known[2] or ''}
end
local term = redis.call('HINCRBY', KEYS[1], 'epoch', 1) .. '-' .. ARGV[4]
redis.call('HSET', KEYS[1], 'term', term, 'lent', ARGV[3] .. ' ' .. term)
redis.call('SET', KEYS[2], ARGV[2] .. ' ' .. term .. ' ' .. ARGV[1], 'PX', ARGV[3])
return {'won', term, known[1] or '', known[2] or ''}`,
};

/** KEYS: state, lease. ARGV: instance, run, term, lease in milliseconds. */
export const renew: Script = {
  text: `${whenFull}
local mine = ARGV[2] .. ' ' .. ARGV[3] .. ' ' .. ARGV[1]
local lease = redis.call('GET', KEYS[2])
local known = redis.call('HMGET', KEYS[1], 'term', 'witnessAt', 'witness')
if known[1] ~= ARGV[3] or (lease and lease ~= mine) then return {'lost'} end
redis.call('SET', KEYS[2], mine, 'PX', ARGV[4])
return {'renewed', known[2] or '', known[3] or ''}`,
};

/** KEYS: lease. ARGV: term. */
export const resign: Script = {
  text: `
local lease = redis.call('GET', KEYS[1])
if lease and string.match(lease, '^%S+ (%S+) ') == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 'OK'`,
};

/**
 * KEYS: state, rows, witnesses, sendings, answers, records. ARGV: term. Of the last one it is looked whether it has what is under way: what
 * somebody has removed from there nobody would take any more. Where somebody else has a key of that name, no term begins.
 */
export const read: Script = {
  text: `
local known = redis.call('HMGET', KEYS[1], 'term', 'head', 'document')
if known[1] ~= ARGV[1] then return {'FENCED'} end
local isLacking = redis.call('XLEN', KEYS[6]) < redis.call('HLEN', KEYS[4])
local entries = isLacking and redis.call('HGETALL', KEYS[4]) or {}
for at = 1, #entries, 2 do
  if #redis.call('XRANGE', KEYS[6], entries[at + 1], entries[at + 1]) == 0 then redis.call('HDEL', KEYS[4], entries[at]) end
end
local rows = redis.call('HGETALL', KEYS[2])
local witnesses = redis.call('HVALS', KEYS[3])
local sendings = redis.call('HKEYS', KEYS[4])
local answers = redis.call('LRANGE', KEYS[5], 0, -1)
return {'kept', known[2] or '', known[3] and 1 or 0, known[3] or '', rows, witnesses, sendings, answers}`,
};

/** The consumer group of the records. */
export const group = 'flow';

/** Arguments that one command of a script gets, in pairs: Lua passes some thousands at most. */
const partSize = 1000;

/**
 * KEYS: state, rows, witnesses, sendings, answers, records, then the page of each row that is made of a parked text. ARGV: term, from, to,
 * whether there is a document, document, witness, how many rows are dropped, how many records are sent, how many answers are dealt with, how many sendings are over; then
 * the ids of the first, token, run to be avoided and run that has the record of the second, the texts of the third, the tokens of the fourth; id, field, and what stands before and after the
 * text of the rows that are made of one; ids and texts of the rows that are put. What a full memory refuses stands first: then nothing at all
 * was applied, see `whenFull`. So do keys that may be somebody else's: what fails in the middle is not taken back.
 */
export const write: Script = {
  text: `
local function inParts(command, key, texts, first, last)
  for at = first, last, ${partSize} do
    redis.call(command, key, unpack(texts, at, math.min(last, at + ${partSize - 1})))
  end
end
for _, key in ipairs({KEYS[2], KEYS[3], KEYS[4]}) do redis.call('HLEN', key) end
redis.call('LLEN', KEYS[5])
redis.call('XLEN', KEYS[6])
local known = redis.call('HMGET', KEYS[1], 'term', 'head', 'witnessAt')
if known[1] ~= ARGV[1] then return 'FENCED' end
if known[2] == ARGV[3] then return 'DONE' end
if (known[2] or '') ~= ARGV[2] then return 'REWOUND' end
local sent = 11 + ARGV[7]
local dealt = sent + 3 * ARGV[8]
local heard = dealt + ARGV[9]
local parked = heard + ARGV[10]
local put = parked + 4 * (#KEYS - 6)
for at = 7, #KEYS do
  if redis.call('HEXISTS', KEYS[at], ARGV[parked + 4 * (at - 7) + 1]) == 0 then return 'REWOUND' end
end
redis.call('HSET', KEYS[1], 'head', ARGV[3])
if ARGV[4] == '1' then
  local time = redis.call('TIME')
  local at = time[1] * 1000 + math.floor(time[2] / 1000)
  local before = redis.call('HVALS', KEYS[3])
  table.insert(before, known[3] or '')
  for _, text in ipairs(before) do at = math.max(at, (tonumber(string.match(text, '^%d+')) or 0) + 1) end
  redis.call('HSET', KEYS[1], 'document', ARGV[5], 'witness', ARGV[6], 'witnessAt', string.format('%.0f', at))
  redis.call('DEL', KEYS[3])
end
inParts('HDEL', KEYS[2], ARGV, 11, sent - 1)
for at = 7, #KEYS do
  local of = parked + 4 * (at - 7)
  local text = redis.call('HGET', KEYS[at], ARGV[of + 1])
  redis.call('HSET', KEYS[2], ARGV[of], ARGV[of + 2] .. text .. ARGV[of + 3])
  redis.call('HDEL', KEYS[at], ARGV[of + 1])
end
inParts('HSET', KEYS[2], ARGV, put, #ARGV)
if dealt > sent then
  local time = redis.call('TIME')
  local till = string.format('%.0f', time[1] * 1000 + ${avoidedForMs})
  local entries = {}
  for at = sent, dealt - 1, 3 do
    local own = ARGV[at + 2] ~= '' and {'own', ARGV[at + 2]} or {}
    local entry = redis.call('XADD', KEYS[6], '*', 'token', ARGV[at], 'avoid', ARGV[at + 1], 'till', till, unpack(own))
    table.insert(entries, ARGV[at])
    table.insert(entries, entry)
  end
  inParts('HSET', KEYS[4], entries, 1, #entries)
end
if parked > heard then
  for first = heard, parked - 1, ${partSize} do
    local last = math.min(parked - 1, first + ${partSize - 1})
    local entries = {}
    for _, entry in ipairs(redis.call('HMGET', KEYS[4], unpack(ARGV, first, last))) do
      if entry then table.insert(entries, entry) end
    end
    if #entries > 0 then
      redis.call('XACK', KEYS[6], '${group}', unpack(entries))
      redis.call('XDEL', KEYS[6], unpack(entries))
      redis.call('HDEL', KEYS[4], unpack(ARGV, first, last))
    end
  end
end
if heard > dealt then
  local answers = redis.call('LRANGE', KEYS[5], 0, heard - dealt - 1)
  local areFirst = #answers == heard - dealt
  for at, answer in ipairs(answers) do areFirst = areFirst and answer == ARGV[dealt + at - 1] end
  if areFirst then
    redis.call('LTRIM', KEYS[5], heard - dealt, -1)
  else
    for at = dealt, heard - 1 do redis.call('LREM', KEYS[5], 1, ARGV[at]) end
  end
end
return 'WRITTEN'`,
};

/** The same for what frees memory. */
export const settle: Script = { text: `${whenFull}\n${write.text}` };

/** The engine's time in milliseconds. */
export const now = `
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000`;

/** Of a limit: where the engine's clock has gone back, what it had put off stays as far ahead as it was. KEYS: limit. */
const putOff = `${now}
local known = redis.call('HMGET', KEYS[1], 'full', 'paused', 'at')
local backMs = math.max(0, (tonumber(known[3]) or 0) - now)
local full, paused = (tonumber(known[1]) or 0) - backMs, (tonumber(known[2]) or 0) - backMs
local function keep()
  redis.call('HSET', KEYS[1], 'full', string.format('%.3f', full), 'paused', string.format('%.3f', paused), 'at', string.format('%.3f', now))
end`;

/**
 * KEYS: limit, instances. ARGV: requests per second, burst, run. `full` is when the bucket will be full again: a reservation moves it
 * by what one request costs, so that the answer says when to leave and nobody has to ask again.
 */
export const permit: Script = {
  text: `${whenFull}
${putOff}
redis.call('ZADD', KEYS[2], now, ARGV[3])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - ${countedForMs})
redis.call('ZREMRANGEBYSCORE', KEYS[2], string.format('%.3f', now + 1), '+inf')
redis.call('PEXPIRE', KEYS[2], ${countedForMs})
local instances = redis.call('ZCARD', KEYS[2])
local leave = math.max(now, paused)
local rate = tonumber(ARGV[1])
if rate > 0 then
  full = math.max(full, leave)
  leave = math.max(leave, full - (tonumber(ARGV[2]) - 1) * 1000 / rate)
  full = full + 1000 / rate
end
if rate > 0 or known[2] then keep() end
if rate > 0 then redis.call('PEXPIRE', KEYS[1], math.ceil(full - now) + ${countedForMs}) end
return {string.format('%.3f', leave - now), string.format('%.3f', math.max(0, paused - now)), instances}`,
};

/** KEYS: limit. ARGV: milliseconds. */
export const pause: Script = {
  text: `${whenFull}
${putOff}
paused = math.max(paused, now + ARGV[1])
keep()
local left = redis.call('PTTL', KEYS[1])
redis.call('PEXPIRE', KEYS[1], math.max(left, math.ceil(paused - now) + ${countedForMs}))
return 'OK'`,
};

/** KEYS: text. */
export const recall: Script = {
  text: `
local text = redis.call('GET', KEYS[1])
if not text then return {} end
return {text, redis.call('PTTL', KEYS[1])}`,
};

/** KEYS: text. ARGV: whether something has to be there, what, whether something is put, what, milliseconds. */
export const replace: Script = {
  text: `${whenFull}
local text = redis.call('GET', KEYS[1])
if ARGV[1] == '1' and text ~= ARGV[2] then return 0 end
if ARGV[1] == '0' and text then return 0 end
if ARGV[3] == '1' then redis.call('SET', KEYS[1], ARGV[4], 'PX', ARGV[5]) else redis.call('DEL', KEYS[1]) end
return 1`,
};

/** Letters are small and go soon, and who waits for one is to hear that the memory is full. KEYS: box. ARGV: letter, milliseconds. */
export const post: Script = {
  text: `${whenFull}
redis.call('RPUSH', KEYS[1], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 'OK'`,
};

/** KEYS: box. ARGV: letters at most; 0: all. */
export const collect: Script = {
  text: `
local count = tonumber(ARGV[1])
if count > 0 then return redis.call('LPOP', KEYS[1], count) or {} end
local letters = redis.call('LRANGE', KEYS[1], 0, -1)
redis.call('DEL', KEYS[1])
return letters`,
};

/** KEYS: page. ARGV: milliseconds, number of the first text; then the texts. */
export const park: Script = {
  text: `
for at = 3, #ARGV do redis.call('HSET', KEYS[1], ARGV[2] + at - 3, ARGV[at]) end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return 'OK'`,
};

/** KEYS: pages. ARGV: milliseconds; 0: they are dropped. */
export const prolong: Script = {
  text: `
for _, page in ipairs(KEYS) do
  if ARGV[1] == '0' then redis.call('UNLINK', page) else redis.call('PEXPIRE', page, ARGV[1]) end
end
return 'OK'`,
};

/** KEYS: rows, or page. ARGV: names. */
export const pick: Script = {
  text: `return redis.call('HMGET', KEYS[1], unpack(ARGV))`,
};
