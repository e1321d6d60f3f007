-- Let a box expire.
-- KEYS  all keys of the box
-- ARGV  1 seconds from now
-- Gives 1
for _, key in ipairs(KEYS) do redis.call('EXPIRE', key, ARGV[1]) end
return 1
