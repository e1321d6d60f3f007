-- Accept ballots from now on and expire no more; a closed box stays closed, and expires as it was to.
-- KEYS  1 meta  2… all other keys of the box
-- ARGV  none
-- Gives 1 done, nil no such box
local state = redis.call('HGET', KEYS[1], 'state')
if not state then return false end
if state == 'prepared' then
  for _, key in ipairs(KEYS) do redis.call('PERSIST', key) end
  state = 'open'
end
redis.call('HSET', KEYS[1], 'state', state)
return 1
