-- A scrutineer has verified the board up to a size; it never goes back, and not beyond the board.
-- KEYS  1 meta  2 progress
-- ARGV  1 the scrutineer's key  2 size
-- Gives 1 done, nil no such box
local size = redis.call('HGET', KEYS[1], 'size')
if not size then return false end
local told = math.min(tonumber(ARGV[2]), tonumber(size))
if told > tonumber(redis.call('HGET', KEYS[2], ARGV[1]) or -1) then redis.call('HSET', KEYS[2], ARGV[1], told) end
return 1
