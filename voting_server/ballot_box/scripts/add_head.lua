-- Keep a signed board head; the newest one given again is not kept twice.
-- KEYS  1 meta  2 heads
-- ARGV  1 head
-- Gives 1 done, nil no such box
if redis.call('EXISTS', KEYS[1]) == 0 then return false end
if redis.call('LINDEX', KEYS[2], -1) ~= ARGV[1] then redis.call('RPUSH', KEYS[2], ARGV[1]) end
return 1
