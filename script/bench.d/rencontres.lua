-- Posts the registration of another association each time; each thread of wrk has a range of its own.
local threads = 0

function setup(thread)
    thread:set("range", threads)
    threads = threads + 1
end

function init()
    local first = tonumber(os.getenv("BENCH_FIRST"))
    next_id = first + range * tonumber(os.getenv("BENCH_STRIDE"))
    base = tonumber(os.getenv("BENCH_BASE"))
    seals = {}
    for line in io.lines(os.getenv("BENCH_SEALS")) do seals[#seals + 1] = line end
    wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
    wrk.headers["Accept"] = "application/json"
    wrk.headers["Cookie"] = os.getenv("BENCH_COOKIE")
    rest = "&vu=" .. seals[1] .. "&type=" .. os.getenv("BENCH_TYPE") .. "&csrf=" .. os.getenv("BENCH_CSRF")
        .. "&contact_name=Ma%C3%AF+Le+Roux&contact_phone=06+00+00+00+00&contact_email=mai%40exemple.bzh"
        .. "&people_morning=2&people_afternoon=3&tables=1&chairs=2&panels=1&watts=400&devices=ordinateur&regulation=oui"
end

function request()
    local body = "association=" .. seals[next_id - base + 2] .. rest
    next_id = next_id + 1
    return wrk.format("POST", nil, nil, body)
end
