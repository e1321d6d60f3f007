-- The first entries that wait, of a sealed box.
-- KEYS  1 meta  2 waiting
-- ARGV  1 how many at most
-- Gives { how many were settled, entry, … }, nil no such box
if redis.call('EXISTS', KEYS[1]) == 0 then return false end
return { tonumber(redis.call('HGET', KEYS[1], 'settled') or 0), unpack(redis.call('LRANGE', KEYS[2], 0, ARGV[1] - 1)) }
