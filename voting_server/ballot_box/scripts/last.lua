-- A key's last entry.
-- KEYS  1 meta  2 last  3 entries
-- ARGV  1 key
-- Gives { u32 seq‖u64 position‖ballot id, entry }, {} if it has none, nil no such box
if redis.call('EXISTS', KEYS[1]) == 0 then return false end
local packed = redis.call('HGET', KEYS[2], ARGV[1])
if not packed then return {} end
local position = select(2, struct.unpack('>I4I8', packed))
return { packed, redis.call('LINDEX', KEYS[3], position - 1) }
