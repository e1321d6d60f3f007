-- Settle the first entries that wait: onto the board or refused (docs/sealed.md §5). Only whoever knows how many were settled before may.
-- KEYS  1 meta  2 last  3 tips  4 waiting  5 queue  6 entries  7 outcomes  8 pressed  9 refusals
-- ARGV  1 how many were settled before  2 size of the board that the sums hold for  3 sums  4… verdicts: "" or the code of a refusal
-- Gives the size of the board, -1 others have settled meanwhile, nil no such box
-- A last entry is u32 seq‖u64 position‖id‖whether the key has a ballot on the board (one byte).
local META, LAST, TIPS, WAITING, QUEUE, ENTRIES, OUTCOMES, PRESSED, REFUSALS = unpack(KEYS)
local opening, settled, size = unpack(redis.call('HMGET', META, 'opening', 'settled', 'size'))
if not opening then return false end
if settled ~= ARGV[1] then return -1 end
settled, size = tonumber(settled), tonumber(size)

local verdicts = #ARGV - 3
local queue = verdicts > 0 and redis.call('LRANGE', QUEUE, 0, verdicts - 1) or {}
local keys = {}
for n, head in ipairs(queue) do keys[n] = string.sub(head, 1, 32) end
local last, tips = {}, {}
if #keys > 0 then
  last, tips = redis.call('HMGET', LAST, unpack(keys)), redis.call('HMGET', TIPS, unpack(keys))
end
local last_seq, last_id, voted, tip_id = {}, {}, {}, {}
for n, key in ipairs(keys) do
  last_seq[key] = last[n] and struct.unpack('>I4', last[n]) or 0
  last_id[key] = last[n] and string.sub(last[n], 13, 44) or opening
  voted[key] = last[n] and string.byte(last[n], 45) == 1 or false
  tip_id[key] = tips[n] and string.sub(tips[n], 13, 44)
end

local new_last, new_pressed, fallen = {}, {}, {}

local function append(key, seq, id, ballot)
  size = size + 1
  redis.call('LMOVE', WAITING, ENTRIES, 'LEFT', 'RIGHT')
  if ballot and not voted[key] then
    voted[key] = true
    new_pressed[#new_pressed + 1] = key
  end
  last_seq[key], last_id[key] = seq, id
  new_last[#new_last + 1] = key
  new_last[#new_last + 1] = struct.pack('>I4I8', seq, size) .. id .. string.char(voted[key] and 1 or 0)
  if tip_id[key] == id then fallen[#fallen + 1] = key end
  return size
end

-- Whatever waits behind a refused entry falls with it: the key goes on from the board.
local function refuse(key, linked)
  redis.call('LPOP', WAITING)
  redis.call('HINCRBY', REFUSALS, key, 1)
  if linked then fallen[#fallen + 1] = key end
  return 0
end

for n, head in ipairs(queue) do
  local key, seq, prev, id = keys[n], struct.unpack('>I4', head, 33), string.sub(head, 37, 68), string.sub(head, 69, 100)
  local linked = seq == last_seq[key] + 1 and prev == last_id[key]
  local code = linked and ARGV[3 + n] or 'sequence-gap'
  local position = code == '' and append(key, seq, id, string.byte(head, 101) == 1) or refuse(key, linked)
  redis.call('XADD', OUTCOMES, (settled + n) .. '-0', 'o', key .. struct.pack('>I4', seq) .. id .. struct.pack('>I8', position) .. code)
end

if #queue > 0 then
  redis.call('LTRIM', QUEUE, #queue, -1)
  redis.call('HINCRBY', META, 'settled', #queue)
end
if #new_last > 0 then
  redis.call('HSET', LAST, unpack(new_last))
  redis.call('HSET', META, 'size', size)
end
if #new_pressed > 0 then
  redis.call('RPUSH', PRESSED, unpack(new_pressed))
  redis.call('HINCRBY', META, 'turnout', #new_pressed)
end
if #fallen > 0 then redis.call('HDEL', TIPS, unpack(fallen)) end
if size == tonumber(ARGV[2]) then redis.call('HSET', META, 'sums_size', ARGV[2], 'sums', ARGV[3]) end
return size
