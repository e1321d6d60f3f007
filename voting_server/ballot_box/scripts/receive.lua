-- Judge and keep sealed entries of one vote, in order, until a verifier settles them (docs/sealed.md §5): read all, judge in tables, write all.
-- KEYS  1 meta  2 electorate  3 barred  4 last  5 ids  6 tips  7 waiting  8 queue  9 outcomes  10 refusals
-- ARGV  per entry: key, seq, prev, id, entry; at least one entry
-- Gives { epoch, answer, … }, one answer an entry in the order given:
--   n > 0  received as number n, waiting
--   text   what became of it: u64 arrival‖u64 position‖code
--   -1 vote-unknown  -2 vote-closed  -3 not-in-electorate  -4 key-revoked
--   -5 sequence-limit  -6 sequence-gap  -7 sequence-conflict  -8 bad-ballot: no sealed box
-- A key's tip (u32 seq‖u64 arrival‖id) is the last entry received of those that wait to follow its last one on the board.
-- A spoil entry counts nothing: with the last number it would leave the key no ballot.
local SPOIL = 2
local META, ELECTORATE, BARRED, LAST, IDS, TIPS, WAITING, QUEUE, OUTCOMES, REFUSALS = unpack(KEYS)
local state, deadline, max_seq, epoch, opening, received, settled =
  unpack(redis.call('HMGET', META, 'state', 'deadline', 'max_seq', 'epoch', 'opening', 'received', 'settled'))
local known = state == 'open' or state == 'closed'
local time = redis.call('TIME')
local now_ms = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local closed = known and (state == 'closed' or (deadline ~= '' and now_ms >= tonumber(deadline)))
local sealed = received ~= false
max_seq, received, settled = tonumber(max_seq), tonumber(received or 0), tonumber(settled or 0)

local keys, ids = {}, {}
for i = 1, #ARGV, 5 do
  keys[#keys + 1] = ARGV[i]
  ids[#ids + 1] = ARGV[i + 3]
end
local eligible = redis.call('SMISMEMBER', ELECTORATE, unpack(keys))
local barred = redis.call('SMISMEMBER', BARRED, unpack(keys))
local last = redis.call('HMGET', LAST, unpack(keys))
local tips = redis.call('HMGET', TIPS, unpack(keys))
local refusals = redis.call('HMGET', REFUSALS, unpack(keys))
local found = redis.call('HMGET', IDS, unpack(ids))

-- Arrivals by id, and per key sequence number and id of what it goes on from: as the box has them, and with what this batch adds.
local arrival, last_seq, last_id = {}, {}, {}
for n, key in ipairs(keys) do
  local from = tips[n] or last[n]
  arrival[ids[n]] = found[n] and tonumber(found[n]) or nil
  last_seq[key] = from and struct.unpack('>I4', from) or 0
  last_id[key] = from and string.sub(from, 13, 44) or opening
end

local new_entries, new_queue, new_ids, new_tips = {}, {}, {}, {}

local function keep(key, seq, prev, id, entry)
  local at = received + #new_entries + 1
  arrival[id], last_seq[key], last_id[key] = at, seq, id
  new_entries[#new_entries + 1] = entry
  new_queue[#new_queue + 1] = key .. struct.pack('>I4', seq) .. prev .. id .. string.sub(entry, 1, 1)
  new_ids[#new_ids + 1] = id
  new_ids[#new_ids + 1] = at
  new_tips[#new_tips + 1] = key
  new_tips[#new_tips + 1] = struct.pack('>I4I8', seq, at) .. id
  return at
end

local function before(at)
  if at > settled then return at end
  local name = at .. '-0'
  local outcome = redis.call('XRANGE', OUTCOMES, name, name)[1][2][2]
  return struct.pack('>I8', at) .. string.sub(outcome, 69)
end

local function judge(n, key, seq, prev, id, entry)
  if not known then return -1 end
  if not sealed then return -8 end
  if arrival[id] then return before(arrival[id]) end
  if closed then return -2 end
  if eligible[n] == 0 then return -3 end
  if barred[n] == 1 then return -4 end
  if seq > max_seq or tonumber(refusals[n] or 0) >= max_seq then return -5 end
  if seq == max_seq and string.byte(entry) == SPOIL then return -5 end
  if seq > last_seq[key] + 1 then return -6 end
  if seq <= last_seq[key] or prev ~= last_id[key] then return -7 end
  return keep(key, seq, prev, id, entry)
end

local answers = { tonumber(epoch or 0) }
for n, key in ipairs(keys) do
  local i = 5 * n - 4
  answers[n + 1] = judge(n, key, tonumber(ARGV[i + 1]), ARGV[i + 2], ARGV[i + 3], ARGV[i + 4])
end

if #new_entries > 0 then
  redis.call('RPUSH', WAITING, unpack(new_entries))
  redis.call('RPUSH', QUEUE, unpack(new_queue))
  redis.call('HSET', IDS, unpack(new_ids))
  redis.call('HSET', TIPS, unpack(new_tips))
  redis.call('HINCRBY', META, 'received', #new_entries)
end
return answers
