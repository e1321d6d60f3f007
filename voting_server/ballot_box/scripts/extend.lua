-- Move the deadline later; a box without deadline, a closed box and an earlier time stay as they are.
-- KEYS  1 meta
-- ARGV  1 deadline in ms
-- Gives 1 done, nil no such box
local state, deadline = unpack(redis.call('HMGET', KEYS[1], 'state', 'deadline'))
if not state then return false end
if state ~= 'closed' and deadline ~= '' and tonumber(ARGV[1]) > tonumber(deadline) then deadline = ARGV[1] end
redis.call('HSET', KEYS[1], 'deadline', deadline)
return 1
