-- Take or renew a lease.
-- KEYS  1 lease
-- ARGV  1 holder  2 for how many ms
-- Gives 1 the holder has it, 0 another one does
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
