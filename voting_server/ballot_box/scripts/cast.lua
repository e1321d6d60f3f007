-- Judge and append ballots of one vote, in order (docs/protocol.md §6).
-- KEYS  1 meta  2 electorate  3 barred  4 last  5 ids  6 entries  7 pressed
-- ARGV  per ballot: key, seq, prev, ballot id, entry
-- Gives { epoch, answer, … }, one answer a ballot in the order given:
--   n > 0  in the box at position n
--   -1 vote-unknown  -2 vote-closed  -3 not-in-electorate  -4 key-revoked
--   -5 sequence-limit  -6 sequence-gap  -7 sequence-conflict
local META, ELECTORATE, BARRED, LAST, IDS, ENTRIES, PRESSED = unpack(KEYS)
local state, deadline, max_seq, epoch, opening = unpack(redis.call('HMGET', META, 'state', 'deadline', 'max_seq', 'epoch', 'opening'))
local known = state == 'open' or state == 'closed'
local time = redis.call('TIME')
local now_ms = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local closed = known and (state == 'closed' or (deadline ~= '' and now_ms >= tonumber(deadline)))
max_seq = tonumber(max_seq)

-- Sequence number and ballot id of the key's last entry: 0 and the opening if it has none.
local function latest(key)
  local packed = redis.call('HGET', LAST, key)
  if not packed then return 0, opening end
  return struct.unpack('>I4', packed), string.sub(packed, 13)
end

local function append(key, seq, ballot, entry)
  local position = redis.call('RPUSH', ENTRIES, entry)
  redis.call('HSET', IDS, ballot, position)
  redis.call('HSET', LAST, key, struct.pack('>I4I8', seq, position) .. ballot)
  redis.call('HINCRBY', META, 'size', 1)
  if seq == 1 then
    redis.call('RPUSH', PRESSED, key)
    redis.call('HINCRBY', META, 'turnout', 1)
  end
  return position
end

-- The answer to one ballot.
local function judge(key, seq, prev, ballot, entry)
  if not known then return -1 end
  local position = redis.call('HGET', IDS, ballot)
  if position then return tonumber(position) end
  if closed then return -2 end
  if redis.call('SISMEMBER', ELECTORATE, key) == 0 then return -3 end
  if redis.call('SISMEMBER', BARRED, key) == 1 then return -4 end
  if seq > max_seq then return -5 end
  local last_seq, last_ballot = latest(key)
  if seq > last_seq + 1 then return -6 end
  if seq <= last_seq or prev ~= last_ballot then return -7 end
  return append(key, seq, ballot, entry)
end

local answers = { tonumber(epoch or 0) }
for i = 1, #ARGV, 5 do
  answers[#answers + 1] = judge(ARGV[i], tonumber(ARGV[i + 1]), ARGV[i + 2], ARGV[i + 3], ARGV[i + 4])
end
return answers
