-- Refuse ballots from now on.
-- KEYS  1 meta
-- ARGV  none
-- Gives { epoch, size, turnout, received, settled } (the last two nil for a named vote), nil no such box
if redis.call('EXISTS', KEYS[1]) == 0 then return false end
redis.call('HSET', KEYS[1], 'state', 'closed')
return redis.call('HMGET', KEYS[1], 'epoch', 'size', 'turnout', 'received', 'settled')
