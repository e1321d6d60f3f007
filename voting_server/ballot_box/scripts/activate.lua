-- Accept ballots from now on; a closed box stays closed.
-- KEYS  1 meta
-- ARGV  none
-- Gives 1 done, nil no such box
local state = redis.call('HGET', KEYS[1], 'state')
if not state then return false end
if state == 'prepared' then state = 'open' end
redis.call('HSET', KEYS[1], 'state', state)
return 1
