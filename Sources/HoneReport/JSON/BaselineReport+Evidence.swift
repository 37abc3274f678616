import HoneAgent
import HoneCore
import HoneDatabase

extension BaselineReport {
    /// The report of what probes saw.
    public init(_ evidence: Evidence) {
        capturedAt = evidence.capturedAt
        url = evidence.url
        seed = evidence.seed
        applied = evidence.applied.sorted()
        machine = MachineRow(
            system: evidence.machine.system, processor: evidence.machine.processor, cores: evidence.machine.cores,
            memoryMB: evidence.machine.memory)
        endpoints = EndpointRow.all(in: evidence)
        missing = MissingRow.all(in: evidence)
        queries = evidence.queries.value.map { queries in
            QueryFigures(
                averageMs: queries.averageMilliseconds, perRequest: queries.meanQueries, droppedRecords: queries.dropped
            )
        }
        database = evidence.database.value.map(DatabaseFigures.init)
        load = evidence.load.value.map(LoadFigures.init)
        system = evidence.system.value.map { system in
            SystemFigures(idle: SystemReading(system.idle), peak: SystemReading(system.peak))
        }
    }
}

extension BaselineReport.MissingRow {
    /// Each missing thing in a row of its own, so that a program finds it by its key.
    static func all(in evidence: Evidence) -> [Self] {
        MissingProbe.all(in: evidence).map { Self(what: $0.key == "endpoint" ? $0.name : $0.key, reason: $0.reason) }
    }
}

extension BaselineReport.EndpointRow {
    /// A row for each endpoint that any probe saw: first those of the latency probe, then what others add.
    static func all(in evidence: Evidence) -> [Self] {
        let latency = evidence.latency.value?.endpoints ?? []
        let queries = evidence.queries.value?.endpoints ?? []
        let answers = evidence.http.value?.answers ?? []
        var names: [String] = []
        for name in latency.map(\.name) + queries.map(\.name) + answers.map(\.name) where !names.contains(name) {
            names.append(name)
        }
        return names.map { name in
            let row = latency.first { $0.name == name }
            let queried = queries.first { $0.name == name }
            let answer = answers.first { $0.name == name }
            return Self(
                name: name, status: row?.status ?? answer?.status, failures: row?.failures,
                latency: row?.measured.map(BaselineReport.LatencyFigures.init), answerBytes: row?.bytes,
                queriesPerRequest: queried?.queries, databaseMs: queried?.databaseMilliseconds,
                connectionsPerRequest: queried?.connections, http: answer.map(BaselineReport.HTTPFigures.init))
        }
    }
}

extension BaselineReport.LatencyFigures {
    init(_ latency: LatencySnapshot) {
        self.init(
            samples: latency.count, averageMs: latency.average, minMs: latency.min, p50Ms: latency.p50,
            p95Ms: latency.p95, p99Ms: latency.p99, maxMs: latency.max)
    }
}

extension BaselineReport.HTTPFigures {
    init(_ answer: HTTPEvidence.Answer) {
        self.init(
            mediaType: answer.mediaType, contentCoding: answer.coding, bodyBytes: answer.size, sentBytes: answer.sent,
            compressedBytes: answer.compressed, etag: answer.etag, lastModified: answer.lastModified,
            cacheControl: answer.cacheControl, vary: answer.vary, conditionalStatus: answer.conditionalStatus)
    }
}

extension BaselineReport.DatabaseFigures {
    init(_ inspection: DatabaseInspection) {
        self.init(
            path: inspection.path, sizeBytes: inspection.totalSize, journalMode: inspection.journalMode,
            indexCount: inspection.indexCount, hasStatistics: inspection.hasStatistics,
            rows: Dictionary(
                inspection.tables.filter { !$0.isVirtual }.map { ($0.name, $0.rows) }, uniquingKeysWith: max))
    }
}

extension BaselineReport.LoadFigures {
    init(_ load: LoadEvidence) {
        self.init(
            levels: load.levels.map(BaselineReport.LoadLevel.init), referenceUsers: load.reference,
            capacityUsers: load.capacity, capacityIsLowerBound: load.capacityIsLowerBound, brokeFirst: load.brokeFirst)
    }
}

extension BaselineReport.LoadLevel {
    init(_ level: LoadEvidence.Level) {
        self.init(
            users: level.users, requestsPerSecond: level.requestsPerSecond,
            latency: level.latency.count > 0 ? BaselineReport.LatencyFigures(level.latency) : nil,
            errorShare: level.errorShare, targetCPU: level.targetCPU, targetMemoryMB: level.targetMemory,
            targetDescriptors: level.targetDescriptors, generatorSaturated: level.generatorSaturated)
    }
}

extension BaselineReport.SystemReading {
    init(_ reading: SystemEvidence.Reading) {
        self.init(
            processes: reading.processes, memoryMB: reading.memory, cpuSeconds: reading.cpuSeconds,
            threads: reading.threads, descriptors: reading.descriptors, connections: reading.sockets)
    }
}
