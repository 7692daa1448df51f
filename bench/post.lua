-- wrk: POSTs that were made before, one after another and over again.
-- Arguments: a path, a file; each of its lines is a set of headers (name: value, separated by tabs), two tabs, a body.

dofile("bench/result.lua")

local requests, count = {}, 0

function init(args)
  local path, file = args[1], args[2]
  for line in io.lines(file) do
    local headers, body = line:match("^(.-)\t\t(.*)$")
    requests[#requests + 1] = "POST " .. path .. " HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
      .. headers:gsub("\t", "\r\n") .. "\r\nContent-Length: " .. #body .. "\r\n\r\n" .. body
  end
end

function request()
  count = count % #requests + 1
  return requests[count]
end
