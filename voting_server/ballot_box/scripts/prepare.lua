-- Lay out a box whose electorate was staged beforehand; it expires unless it is activated.
-- KEYS  1 meta  2 staged  3 electorate
-- ARGV  1 size of the electorate  2 max_seq  3 deadline in ms or ""  4 epoch  5 opening  6 seconds to live until it is activated
--       7 "" for a named vote, else what a verifier needs of a sealed one  8 what is asked
-- Gives 1 laid out, 0 it was there already, -1 the staged electorate is incomplete
local size, known = tonumber(ARGV[1]), redis.call('EXISTS', KEYS[1]) == 1
if known then
  redis.call('DEL', KEYS[2])
else
  if redis.call('SCARD', KEYS[2]) ~= size then return -1 end
  if size > 0 then redis.call('RENAME', KEYS[2], KEYS[3]) end
  redis.call('HSET', KEYS[1], 'state', 'prepared', 'max_seq', ARGV[2], 'deadline', ARGV[3], 'epoch', ARGV[4],
    'opening', ARGV[5], 'paper', ARGV[8], 'size', 0, 'turnout', 0)
  if ARGV[7] ~= '' then redis.call('HSET', KEYS[1], 'sealed', ARGV[7], 'received', 0, 'settled', 0) end
end
if redis.call('HGET', KEYS[1], 'state') == 'prepared' then
  redis.call('EXPIRE', KEYS[1], ARGV[6])
  redis.call('EXPIRE', KEYS[3], ARGV[6])
end
return known and 0 or 1
