-- wrk script: thing events of about 600 bytes, one per POST or BATCH lines of NDJSON.
local batch = tonumber(os.getenv("BATCH") or "1")
local user = os.getenv("AUTHORIZATION")
local places = { "hall", "yard", "roof", "cellar" }

local function event(i)
  local name = string.format("meter-%05d", i % 1000)
  return string.format(
    '{"topic":"org.tributary.bench/%s/things/twin/events/modified","headers":{"correlation-id":"b3a7c1de-0000-4000-8000-%012d",' ..
    '"ditto-originator":"gateway:bench","content-type":"application/json","response-required":false,"requested-acks":[],' ..
    '"ditto-read-subjects":["integration:bench"]},"path":"/","value":{"thingId":"org.tributary.bench:%s",' ..
    '"policyId":"org.tributary.bench:policy","attributes":{"manufacturer":"Acme","location":"%s"},' ..
    '"features":{"temperature":{"properties":{"value":%.2f,"unit":"C"}}}},"revision":%d,"timestamp":"2026-11-21T08:00:00.000Z"}',
    name, i, name, places[i % 4 + 1], 20.5 + i % 10, i)
end

local requests, n = {}, 0

function init()
  local headers = { ["Content-Type"] = batch > 1 and "application/x-ndjson" or "application/vnd.eclipse.ditto+json" }
  if user then headers["Authorization"] = user end
  for r = 1, 512 do
    local lines = {}
    for b = 1, batch do lines[b] = event(r * batch + b) end
    requests[r] = wrk.format("POST", "/api/2/signals", headers, table.concat(lines, "\n"))
  end
end

function request()
  n = n % 512 + 1
  return requests[n]
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format("RESULT {\"requests\":%d,\"non2xx\":%d,\"socket_errors\":%d,\"p50_us\":%d,\"p99_us\":%d}\n",
    summary.requests, e.status, e.connect + e.read + e.write + e.timeout, latency:percentile(50), latency:percentile(99)))
end
