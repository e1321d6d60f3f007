-- Keep a signed board head, unless it goes back behind the newest one in size or time; the newest given again is not kept twice.
-- KEYS  1 meta  2 heads
-- ARGV  1 head  2 its size  3 its time in ms
-- Gives 1 kept, or not to be kept; nil no such box
if redis.call('EXISTS', KEYS[1]) == 0 then return false end
local size, ms = unpack(redis.call('HMGET', KEYS[1], 'head_size', 'head_ms'))
if size and (tonumber(ARGV[2]) < tonumber(size) or tonumber(ARGV[3]) < tonumber(ms)) then return 1 end
if redis.call('LINDEX', KEYS[2], -1) ~= ARGV[1] then redis.call('RPUSH', KEYS[2], ARGV[1]) end
redis.call('HSET', KEYS[1], 'head_size', ARGV[2], 'head_ms', ARGV[3])
return 1
