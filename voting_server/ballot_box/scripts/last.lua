-- The last entry received of a key.
-- KEYS  1 meta  2 last  3 entries  4 tips  5 waiting
-- ARGV  1 key
-- Gives { u32 seq‖u64 position, 0 while it waits‖ballot id, entry }, {} if it has none, nil no such box
if redis.call('EXISTS', KEYS[1]) == 0 then return false end
local tip = redis.call('HGET', KEYS[4], ARGV[1])
if tip then
  local seq, arrival = struct.unpack('>I4I8', tip)
  local entry = redis.call('LINDEX', KEYS[5], arrival - 1 - redis.call('HGET', KEYS[1], 'settled'))
  return { struct.pack('>I4I8', seq, 0) .. string.sub(tip, 13), entry }
end
local packed = redis.call('HGET', KEYS[2], ARGV[1])
if not packed then return {} end
local position = select(2, struct.unpack('>I4I8', packed))
return { string.sub(packed, 1, 44), redis.call('LINDEX', KEYS[3], position - 1) }
