/// The cells of a stripe: one for each endpoint that the stripe has seen requests of.
struct CellTable: Sendable {
    /// By the endpoint's number: the place of its cell, -1 where there is none.
    private var places: [Int32] = []
    /// By place, as everything that follows.
    private var cells: [StripeCell] = []
    private var histories: [EndpointHistory] = []
    /// The latencies' counts per bucket, one cell's after the other's.
    private var latencies: [UInt16] = []
    /// Those of times to the first byte; empty where no request told one.
    private var firstBytes: [[UInt16]] = []
    private var repeated: [RequestTrace.Figures.Statement?] = []

    /// Whether there is a cell for an endpoint.
    @inline(__always)
    func has(_ endpoint: Int) -> Bool { endpoint < places.count && places[endpoint] >= 0 }

    /// Makes a cell, unless there is one.
    mutating func add(_ history: EndpointHistory) {
        guard !has(history.number) else { return }
        while places.count <= history.number { places.append(-1) }
        places[history.number] = Int32(cells.count)
        cells.append(StripeCell())
        histories.append(history)
        latencies.append(contentsOf: repeatElement(0, count: LatencyScale.count))
        firstBytes.append([])
        repeated.append(nil)
    }

    /// Counts a request that begins.
    @inline(__always)
    mutating func begin(_ endpoint: Int) { cells[Int(places[endpoint])].inFlight &+= 1 }

    /// Counts a request that ended at `now`.
    @inline(__always)
    mutating func record(_ outcome: RequestOutcome, endpoint: Int, at now: UInt64) {
        let place = Int(places[endpoint])
        let running = now / EndpointHistory.sliceNanoseconds
        if running != cells[place].slice {
            if cells[place].tally.count > 0 { fold(place) }
            cells[place].slice = running
        }
        let tellsFirstByte = outcome.firstByte != nil || cells[place].tellsFirstByte
        let isFull = tellsFirstByte && record(firstByteOf: outcome, place)
        cells[place].inFlight &-= 1
        cells[place].tally.record(outcome)
        if let bytes = outcome.responseBytes, bytes > cells[place].largestResponse {
            cells[place].largestResponse = bytes
        }
        if outcome.queries > cells[place].mostQueries { cells[place].mostQueries = outcome.queries }
        let bucket = place &* LatencyScale.count &+ LatencyScale.bucket(of: outcome.nanoseconds)
        latencies[bucket] &+= 1
        if latencies[bucket] == .max || isFull { fold(place) }
    }

    /// Remembers the statement that a request repeated most, if none was repeated more often before.
    mutating func record(_ statements: [RequestTrace.Figures.Statement], endpoint: Int) {
        let place = Int(places[endpoint])
        for index in statements.indices where statements[index].count > cells[place].mostRepetitions {
            cells[place].mostRepetitions = statements[index].count
            repeated[place] = statements[index]
        }
    }

    /// - Returns: whether its bucket is full, so that the cell has to be folded.
    private mutating func record(firstByteOf outcome: RequestOutcome, _ place: Int) -> Bool {
        if !cells[place].tellsFirstByte {
            cells[place].tellsFirstByte = true
            firstBytes[place] = Array(latencies[histogram(place)])
            cells[place].firstByteSum = LatencySum(cells[place].tally)
        }
        let nanoseconds = outcome.wait
        let bucket = LatencyScale.bucket(of: nanoseconds)
        firstBytes[place][bucket] &+= 1
        cells[place].firstByteSum.record(nanoseconds)
        return firstBytes[place][bucket] == .max
    }

    /// Gives what was counted of an endpoint to its history and begins anew; does nothing where nothing was.
    mutating func fold(endpoint: Int) {
        guard has(endpoint), !cells[Int(places[endpoint])].isEmpty else { return }
        fold(Int(places[endpoint]))
    }

    private mutating func fold(_ place: Int) {
        let cell = cells[place]
        let given = StripeCell.Given(
            slice: cell.slice, tally: cell.tally, inFlight: cell.inFlight,
            largestResponse: cell.largestResponse, mostQueries: cell.mostQueries, mostRepeated: repeated[place],
            firstByteSum: cell.tellsFirstByte ? cell.firstByteSum : nil)
        histories[place].take(given, latency: latencies[histogram(place)], firstByte: firstBytes[place][...])
        cells[place] = StripeCell(slice: cell.slice)
        for bucket in histogram(place) { latencies[bucket] = 0 }
        firstBytes[place] = []
        repeated[place] = nil
    }

    private func histogram(_ place: Int) -> Range<Int> {
        place * LatencyScale.count..<(place + 1) * LatencyScale.count
    }

    /// About how many bytes it holds.
    var memoryBytes: Int {
        latencies.capacity * MemoryLayout<UInt16>.stride + cells.capacity * MemoryLayout<StripeCell>.stride
            + firstBytes.reduce(0) { $0 + $1.capacity * MemoryLayout<UInt16>.stride }
            + (histories.capacity + firstBytes.capacity) * MemoryLayout<Int>.stride
            + repeated.capacity * MemoryLayout<RequestTrace.Figures.Statement?>.stride
            + places.capacity * MemoryLayout<Int32>.stride
    }
}
