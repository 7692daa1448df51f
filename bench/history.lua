-- wrk: GET the newest 50 messages of a conversation, over many conversations.
-- Arguments: a token, a file with conversation ids.

dofile("bench/result.lua")

local requests, count = {}, 0

function init(args)
  for id in io.lines(args[2]) do
    requests[#requests + 1] = "GET /v1/conversations/" .. id .. "/messages?limit=50&order=desc HTTP/1.1\r\n"
      .. "Host: bench\r\nAuthorization: Bearer " .. args[1] .. "\r\n\r\n"
  end
end

function request()
  count = count + 1
  return requests[(count * 7919) % #requests + 1]
end
