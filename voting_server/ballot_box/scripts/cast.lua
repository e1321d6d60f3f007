-- Judge and append ballots of one vote, in order (docs/protocol.md §6): read all, judge in tables, write all.
-- KEYS  1 meta  2 electorate  3 barred  4 last  5 ids  6 entries  7 pressed
-- ARGV  per ballot: key, seq, prev, ballot id, entry; at least one ballot
-- Gives { epoch, answer, … }, one answer a ballot in the order given:
--   n > 0  in the box at position n
--   -1 vote-unknown  -2 vote-closed  -3 not-in-electorate  -4 key-revoked
--   -5 sequence-limit  -6 sequence-gap  -7 sequence-conflict  -8 bad-ballot: a sealed box
local META, ELECTORATE, BARRED, LAST, IDS, ENTRIES, PRESSED = unpack(KEYS)
local state, deadline, max_seq, epoch, opening, sealed =
  unpack(redis.call('HMGET', META, 'state', 'deadline', 'max_seq', 'epoch', 'opening', 'sealed'))
local known = state == 'open' or state == 'closed'
local time = redis.call('TIME')
local now_ms = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local closed = known and (state == 'closed' or (deadline ~= '' and now_ms >= tonumber(deadline)))
max_seq = tonumber(max_seq)

local keys, ids = {}, {}
for i = 1, #ARGV, 5 do
  keys[#keys + 1] = ARGV[i]
  ids[#ids + 1] = ARGV[i + 3]
end
local eligible = redis.call('SMISMEMBER', ELECTORATE, unpack(keys))
local barred = redis.call('SMISMEMBER', BARRED, unpack(keys))
local packed = redis.call('HMGET', LAST, unpack(keys))
local found = redis.call('HMGET', IDS, unpack(ids))
local size = redis.call('LLEN', ENTRIES)

-- Positions by ballot id, and per key sequence number and ballot id of its last entry (0 and the opening if it has none):
-- as the box has them, and from then on with what this batch adds.
local position, last_seq, last_ballot = {}, {}, {}
for n, key in ipairs(keys) do
  position[ids[n]] = found[n] and tonumber(found[n]) or nil
  last_seq[key] = packed[n] and struct.unpack('>I4', packed[n]) or 0
  last_ballot[key] = packed[n] and string.sub(packed[n], 13) or opening
end

local new_entries, new_ids, new_last, new_pressed = {}, {}, {}, {}

local function append(key, seq, ballot, entry)
  local at = size + #new_entries + 1
  position[ballot], last_seq[key], last_ballot[key] = at, seq, ballot
  new_entries[#new_entries + 1] = entry
  new_ids[#new_ids + 1] = ballot
  new_ids[#new_ids + 1] = at
  new_last[#new_last + 1] = key
  new_last[#new_last + 1] = struct.pack('>I4I8', seq, at) .. ballot
  if seq == 1 then new_pressed[#new_pressed + 1] = key end
  return at
end

local function judge(n, key, seq, prev, ballot, entry)
  if not known then return -1 end
  if sealed then return -8 end
  if position[ballot] then return position[ballot] end
  if closed then return -2 end
  if eligible[n] == 0 then return -3 end
  if barred[n] == 1 then return -4 end
  if seq > max_seq then return -5 end
  if seq > last_seq[key] + 1 then return -6 end
  if seq <= last_seq[key] or prev ~= last_ballot[key] then return -7 end
  return append(key, seq, ballot, entry)
end

local answers = { tonumber(epoch or 0) }
for n, key in ipairs(keys) do
  local i = 5 * n - 4
  answers[n + 1] = judge(n, key, tonumber(ARGV[i + 1]), ARGV[i + 2], ARGV[i + 3], ARGV[i + 4])
end

if #new_entries > 0 then
  redis.call('RPUSH', ENTRIES, unpack(new_entries))
  redis.call('HSET', IDS, unpack(new_ids))
  redis.call('HSET', LAST, unpack(new_last))
  redis.call('HINCRBY', META, 'size', #new_entries)
end
if #new_pressed > 0 then
  redis.call('RPUSH', PRESSED, unpack(new_pressed))
  redis.call('HINCRBY', META, 'turnout', #new_pressed)
end
return answers
