-- Prints what benchmarks/load.py reads: one line of JSON after wrk's own words.
function done(summary, latency)
    local errors = summary.errors
    local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
    print(string.format('{"requests": %d, "errors": %d, "seconds": %f, "p99_seconds": %f}',
        summary.requests, failed, summary.duration / 1e6, latency:percentile(99) / 1e6))
end
