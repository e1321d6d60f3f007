-- Run one command on a key of a box, if there is such a box.
-- KEYS  1 meta  2 the command's key
-- ARGV  1 command  2… its arguments after the key
-- Gives the command's reply, nil no such box
if redis.call('EXISTS', KEYS[1]) == 0 then return false end
return redis.call(ARGV[1], KEYS[2], unpack(ARGV, 2))
