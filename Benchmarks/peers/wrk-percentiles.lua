-- Prints the percentiles that wrk keeps but does not print, in milliseconds, as a line of JSON. wrk counts in µs.
function done(summary, latency, requests)
    io.write(string.format('{"requests":%d,"p50":%.3f,"p99":%.3f,"p999":%.3f,"max":%.3f}\n',
        summary.requests, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
        latency:percentile(99.9) / 1000, latency.max / 1000))
end
