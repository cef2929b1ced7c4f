import { lostAnswer } from '../answer';
import { avoidedForMs, exchangedAtMost } from '../engine/exchanges';
import { group, now, type Script, whenFull } from './scripts';

/** Records that are read at once, if those before them say that so many fit: each call looks for its place in the stream. */
const readAtOnce = 20;

/** Records of one instance that are given back at once. */
const givenBackAtMost = 200;

/**
 * What both scripts need. Since when the engine was asked again and again (`heardForMs`): who was silent while nobody could be heard is not
 * taken for dead; nor by a sign of life from before a clock that went back. Signs of life are written each quarter of a lease only: whoever
 * looks for something four times a second does not write. The lease of each stands beside, by its run, since leases may differ. An entry of the stream names a sending; the record is in its row, so that it is there once and goes when it is settled.
 */
const common = `${now}
local watched = redis.call('HMGET', watch, 'since', 'last')
local since = tonumber(watched[1])
local silentMs = since and now - tonumber(watched[2]) or deadMs
if silentMs > deadMs / 2 or silentMs < 0 then since = now end
if silentMs > deadMs / 4 or silentMs < 0 then
  redis.call('HSET', watch, 'since', string.format('%.3f', since), 'last', string.format('%.3f', now))
end
local heardForMs = now - since

local function leaseOf(run)
  return math.max(deadMs, tonumber(redis.call('HGET', watch, run) or 0))
end
local function isAlive(run, seen)
  return seen and math.abs(now - tonumber(seen)) <= leaseOf(run)
end
local function bury(run)
  redis.call('ZREM', instances, run)
  redis.call('HDEL', watch, run)
end
local function rowOf(token)
  local id = string.match(token, '^(.*)%.')
  local row = id and redis.call('HGET', rows, id)
  return row and row ~= '' and row
end
local function isThere(token)
  local id = string.match(token, '^(.*)%.')
  return id and redis.call('HSTRLEN', rows, id) > 0
end
local function drop(entry, token)
  redis.call('XACK', records, '${group}', entry)
  redis.call('XDEL', records, entry)
  if redis.call('HGET', sendings, token) == entry then redis.call('HDEL', sendings, token) end
end
local function consumersOf()
  local infos = redis.pcall('XINFO', 'CONSUMERS', records, '${group}')
  if infos.err then
    redis.call('XGROUP', 'CREATE', records, '${group}', '0', 'MKSTREAM')
    return {}
  end
  local pending = {}
  for _, info in ipairs(infos) do
    local found = {}
    for at = 1, #info, 2 do found[info[at]] = info[at + 1] end
    pending[found.name] = found.pending
  end
  return pending
end
local function tokenOf(entry)
  local found = redis.call('XRANGE', records, entry, entry)[1]
  return found and found[2][2]
end`;

/**
 * KEYS: rows, sendings, answers, records, instances, watch. ARGV: run, maxInFlight, room, milliseconds until an instance is dead, whether
 * it leaves, whether it says what it has, how many answers it hands in; then token and text of the answers, and the tokens of what it has.
 */
export const exchange: Script = {
  text: `${whenFull}
local rows, sendings, answers, records, instances, watch = unpack(KEYS)
local run, maxInFlight, room, deadMs = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
${common}
local first = 8 + 2 * ARGV[7]
local tokens, texts = {}, {}
for at = 8, first - 1, 2 do
  table.insert(tokens, ARGV[at])
  if isThere(ARGV[at]) then table.insert(texts, ARGV[at + 1]) end
end
local settled, entries = {}, {}
for at, entry in ipairs(#tokens > 0 and redis.call('HMGET', sendings, unpack(tokens)) or {}) do
  if entry then
    table.insert(settled, tokens[at])
    table.insert(entries, entry)
  end
end
if #entries > 0 then
  redis.call('XACK', records, '${group}', unpack(entries))
  redis.call('XDEL', records, unpack(entries))
  redis.call('HDEL', sendings, unpack(settled))
end
if #texts > 0 then redis.call('RPUSH', answers, unpack(texts)) end

local inHand = consumersOf()[run] or 0
if ARGV[5] == '1' then
  bury(run)
  if inHand == 0 then redis.call('XGROUP', 'DELCONSUMER', records, '${group}', run) end
  return {inHand, 0, {}, {}}
end
local seen = tonumber(redis.call('ZSCORE', instances, run) or 0)
if now - seen > deadMs / 4 or seen > now or redis.call('HGET', watch, run) ~= ARGV[4] then
  redis.call('ZADD', instances, now, run)
  redis.call('HSET', watch, run, ARGV[4])
end
local signs, alive = redis.call('ZRANGE', instances, 0, -1, 'WITHSCORES'), 0
for at = 1, #signs, 2 do
  if isAlive(signs[at], signs[at + 1]) then alive = alive + 1 end
end

local taken, gone, size = {}, {}, 0
local function hand(token, row)
  table.insert(taken, token)
  table.insert(taken, row)
  size = size + #token + #row
end
if ARGV[6] == '1' then
  local known, mine = {}, {}
  for at = first, #ARGV do known[ARGV[at]] = true end
  for _, entry in ipairs(inHand > 0 and redis.call('XPENDING', records, '${group}', '-', '+', inHand, run) or {}) do
    local token = tokenOf(entry[1])
    local row = token and rowOf(token)
    if not row then
      drop(entry[1], token or '')
      inHand = inHand - 1
    else
      mine[token] = true
      if not known[token] and size < ${exchangedAtMost} then hand(token, row) end
    end
  end
  for at = first, #ARGV do
    if not mine[ARGV[at]] then table.insert(gone, ARGV[at]) end
  end
end
local free = math.min(room, math.ceil(maxInFlight / alive) - inHand)
local passed, isRound = {}, false
local function fitting()
  if size == 0 then return 1 end
  return math.max(1, math.floor((${exchangedAtMost} - size) * #taken / 2 / size))
end
while free > 0 and size < ${exchangedAtMost} and not isRound do
  local count = math.min(free, ${readAtOnce}, fitting())
  local found = redis.call('XREADGROUP', 'GROUP', '${group}', run, 'COUNT', count, 'STREAMS', records, '>')
  if not found then break end
  for _, one in ipairs(found[1][2]) do
    local entry, fields = unpack(one)
    local token, avoid, till, own = fields[2], fields[4], fields[6], fields[8]
    local row = own == run and isThere(token) and '' or rowOf(token)
    if not row then
      drop(entry, token)
    elseif avoid == run and alive > 1 and now < tonumber(till) and tonumber(till) - now <= ${avoidedForMs} then
      local again = redis.call('XADD', records, '*', 'token', token, 'avoid', avoid, 'till', till)
      redis.call('HSET', sendings, token, again)
      drop(entry, token)
      isRound = isRound or passed[token]
      passed[token] = true
    else
      hand(token, row)
      free = free - 1
      inHand = inHand + 1
    end
  end
end
return {inHand, alive, taken, gone}`,
};

/** KEYS: instances. ARGV: run. */
export const beat: Script = {
  text: `${whenFull}
${now}
redis.call('ZADD', KEYS[1], 'XX', now, ARGV[1])
return 'OK'`,
};

/**
 * KEYS: state, rows, sendings, answers, records, instances, watch. ARGV: term, milliseconds until an instance is dead, answers at most, head.
 * What an instance had that is no more is answered in its place. Where something that is under way is not in the stream, somebody has removed
 * it there (or the engine has, that was told to drop keys).
 */
export const gather: Script = {
  text: `${whenFull}
local state, rows, sendings, answers, records, instances, watch = unpack(KEYS)
local deadMs = tonumber(ARGV[2])
local known = redis.call('HMGET', state, 'term', 'head')
if known[1] ~= ARGV[1] then return {'FENCED'} end
if (known[2] or '') ~= ARGV[4] then return {'REWOUND'} end
if redis.call('XLEN', records) < redis.call('HLEN', sendings) then return {'REWOUND'} end
${common}
for run, pending in pairs(heardForMs >= deadMs and consumersOf() or {}) do
  if heardForMs >= leaseOf(run) and not isAlive(run, redis.call('ZSCORE', instances, run)) then
    local left = pending
    for _, entry in ipairs(pending > 0 and redis.call('XPENDING', records, '${group}', '-', '+', ${givenBackAtMost}, run) or {}) do
      local token = tokenOf(entry[1])
      drop(entry[1], token or '')
      if token and isThere(token) then
        redis.call('RPUSH', answers, '${lostAnswer.beforeToken}' .. token .. '${lostAnswer.beforeRun}' .. run .. '${lostAnswer.end}')
      end
      left = left - 1
    end
    if left == 0 then
      redis.call('XGROUP', 'DELCONSUMER', records, '${group}', run)
      bury(run)
    end
  end
end
return {'gathered', redis.call('LRANGE', answers, 0, ARGV[3] - 1)}`,
};
