-- wrk: POST /v1/messages, each with a message_id of its own, over many conversations.
-- Arguments: a token, a number that no other run has, a file with conversation ids, messages a second (0: no limit),
-- channels; each conversation keeps to one of them.

dofile("bench/result.lua")

local ffi = require("ffi")
ffi.cdef [[
  struct moment { long seconds; long nanoseconds; };
  int clock_gettime(int clock, struct moment *moment);
]]

local started = 0
function setup(thread)
  thread:set("number", started)
  started = started + 1
end

local heads, tails, conversations = {}, {}, 0
local count, interval, slot = 0, 0, nil
local moment = ffi.new("struct moment")

local function now()
  ffi.C.clock_gettime(1, moment)
  return tonumber(moment.seconds) + tonumber(moment.nanoseconds) / 1e9
end

function init(args)
  local token, run, file, rate = args[1], tonumber(args[2]), args[3], tonumber(args[4])
  local channels = { unpack(args, 5) }
  prefix = string.format("%08x-%04x-7000-8000-", run, number)
  if rate > 0 then
    interval = 1 / rate
    delay = paced
  end
  for id in io.lines(file) do
    conversations = conversations + 1
    local tail = '","conversation_id":"' .. id .. '","from":"ana","channels":["'
      .. channels[conversations % #channels + 1] .. '"],"payload":{"type":"text","text":'
      .. '"Olá! Chego às oito, se o comboio não se atrasar outra vez; guarda-me um lugar à janela, por favor."},'
      .. '"metadata":{"priority":"normal"}}'
    local length = #'{"message_id":"' + 36 + #tail
    heads[conversations] = "POST /v1/messages HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer " .. token
      .. "\r\nContent-Type: application/json\r\nContent-Length: " .. length .. '\r\n\r\n{"message_id":"'
    tails[conversations] = tail
  end
end

function request()
  count = count + 1
  -- A stride that is prime to the number of conversations visits all of them, neighbours far apart.
  local index = (count * 7919) % conversations + 1
  return heads[index] .. prefix .. string.format("%012x", count) .. tails[index]
end

-- Keeps to a timetable for all connections of the thread: who is late for its turn goes at once.
function paced()
  local time = now()
  slot = math.max(slot or time, time - 1) + interval
  return math.max(0, math.floor((slot - time) * 1000 + 0.5))
end
