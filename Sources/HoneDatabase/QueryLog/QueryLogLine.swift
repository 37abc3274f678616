/// One line of the log, read without a general JSON decoder: a load test logs hundreds of thousands, and the tracer
/// writes a small part of JSON only (a flat object; docs/tracer.md).
struct QueryLogLine {
    private let bytes: ArraySlice<UInt8>
    private var at: Int

    /// The record in `line`; `nil` when it is not one the tracer of this version writes.
    static func record(_ line: ArraySlice<UInt8>) -> QueryRecord? {
        var reader = QueryLogLine(bytes: line, at: line.startIndex)
        return reader.record()
    }

    private mutating func record() -> QueryRecord? {
        var record = QueryRecord(kind: .statement, process: 0, thread: 0, connection: 0, at: 0, wall: 0)
        var kind = ""
        guard take(UInt8(ascii: "{")) else { return nil }
        repeat {
            guard let name = string(), take(UInt8(ascii: ":")) else { return nil }
            if name == "kind" {
                guard let value = string() else { return nil }
                kind = value
            } else {
                guard set(name, of: &record) else { return nil }
            }
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")), at == bytes.endIndex else { return nil }
        switch kind {
        case "statement": record.kind = .init(normalisedSQL: record.sql)
        case "opened": record.kind = .connectionOpened
        case "closed": record.kind = .connectionClosed
        case "unseen": record.kind = .unseen
        default: return nil
        }
        return record
    }

    private mutating func set(_ name: String, of record: inout QueryRecord) -> Bool {
        switch name {
        case "pid": number(&record.process)
        case "tid": number(&record.thread)
        case "at": number(&record.at)
        case "wall": number(&record.wall)
        case "connection": number(&record.connection)
        case "ns": number(&record.nanoseconds)
        case "prepare_ns": number(&record.prepareNanoseconds)
        case "rows": number(&record.rows)
        case "scan_steps": number(&record.fullScanSteps)
        case "sorts": number(&record.sorts)
        case "auto_index_rows": number(&record.automaticIndexRows)
        case "vm_steps": number(&record.machineSteps)
        case "reprepares": number(&record.reprepares)
        case "busy": number(&record.busy)
        case "busy_code": number(&record.busyCode)
        case "waits": number(&record.waits)
        case "wait_ns": number(&record.waitNanoseconds)
        case "result": result(&record.result)
        case "readonly": flag(&record.isReadOnly)
        case "transaction": flag(&record.isInTransaction)
        case "upgrade": flag(&record.isUpgrade)
        case "nested": flag(&record.isNested)
        case "traced_only": flag(&record.isTracedOnly)
        case "sql_cut": flag(&record.isCut)
        case "parameters_cut": flag(&record.isParametersCut)
        case "sql": text(&record.sql)
        case "text": optionalText(&record.text)
        case "file": text(&record.file)
        case "library": text(&record.library)
        case "sqlite": text(&record.libraryVersion)
        case "parameters": parameters(&record)
        default: false
        }
    }
}

// MARK: Values

extension QueryLogLine {
    private mutating func number<Value: FixedWidthInteger>(_ value: inout Value) -> Bool {
        guard let read: Value = integer() else { return false }
        value = read
        return true
    }

    private mutating func result(_ value: inout Int?) -> Bool {
        value = integer()
        return value != nil
    }

    private mutating func flag(_ value: inout Bool) -> Bool {
        value = take(word: "true")
        return value
    }

    private mutating func text(_ value: inout String) -> Bool {
        guard let read = string() else { return false }
        value = read
        return true
    }

    private mutating func optionalText(_ value: inout String?) -> Bool {
        value = string()
        return value != nil
    }

    private mutating func parameters(_ record: inout QueryRecord) -> Bool {
        guard take(UInt8(ascii: "[")) else { return false }
        var values: [SQLValue] = []
        guard !take(UInt8(ascii: "]")) else {
            record.parameters = values
            return true
        }
        repeat {
            guard let value = parameter() else { return false }
            values.append(value)
        } while take(UInt8(ascii: ","))
        record.parameters = values
        return take(UInt8(ascii: "]"))
    }

    private mutating func parameter() -> SQLValue? {
        switch peek {
        case UInt8(ascii: "n"): return take(word: "null") ? .null : nil
        case UInt8(ascii: "\""): return string().map { .text($0) }
        case UInt8(ascii: "{"): return taggedParameter()
        default: return (integer() as Int64?).map { .integer($0) }
        }
    }

    private mutating func taggedParameter() -> SQLValue? {
        guard take(UInt8(ascii: "{")), let tag = string(), take(UInt8(ascii: ":")), let value = string(),
            take(UInt8(ascii: "}"))
        else { return nil }
        switch tag {
        case "real": return Double(value).map { .real($0) }
        case "blob": return blob(hexadecimal: value).map { .blob($0) }
        // Only a length; the tracer logs none above a million.
        case "zeroblob": return Int(value).flatMap { $0 < 1_000_000 ? .blob([UInt8](repeating: 0, count: $0)) : nil }
        default: return nil
        }
    }

    private func blob(hexadecimal: String) -> [UInt8]? {
        let digits = Array(hexadecimal.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = nibble(digits[index]), let low = nibble(digits[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }
}

// MARK: Tokens

extension QueryLogLine {
    private var peek: UInt8 { at < bytes.endIndex ? bytes[at] : 0 }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard at < bytes.endIndex, bytes[at] == byte else { return false }
        at += 1
        return true
    }

    private mutating func take(word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard bytes.endIndex - at >= count else { return false }
        for offset in 0..<count where bytes[at + offset] != word.utf8Start[offset] { return false }
        at += count
        return true
    }

    private mutating func integer<Value: FixedWidthInteger>() -> Value? {
        let isNegative = take(UInt8(ascii: "-"))
        var value: Value = 0
        let start = at
        while at < bytes.endIndex, case let digit = bytes[at] &- UInt8(ascii: "0"), digit < 10 {
            let (product, tooLong) = value.multipliedReportingOverflow(by: 10)
            // Counted downwards when negative: the smallest number has no positive twin.
            let (sum, tooLarge) =
                isNegative
                ? product.subtractingReportingOverflow(Value(digit)) : product.addingReportingOverflow(Value(digit))
            guard !tooLong, !tooLarge else { return nil }
            value = sum
            at += 1
        }
        return at > start ? value : nil
    }

    private mutating func string() -> String? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        let start = at
        while at < bytes.endIndex, bytes[at] != UInt8(ascii: "\""), bytes[at] != UInt8(ascii: "\\") { at += 1 }
        if peek == UInt8(ascii: "\"") {
            defer { at += 1 }
            return String(decoding: bytes[start..<at], as: UTF8.self)
        }
        return escapedString(from: start)
    }

    private mutating func escapedString(from start: Int) -> String? {
        var plain = Array(bytes[start..<at])
        while at < bytes.endIndex {
            let byte = bytes[at]
            at += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: plain, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let escaped = escape() else { return nil }
                plain.append(escaped)
            default: plain.append(byte)
            }
        }
        return nil
    }

    /// The tracer escapes quotes, backslashes and control characters only.
    private mutating func escape() -> UInt8? {
        if take(UInt8(ascii: "\"")) { return UInt8(ascii: "\"") }
        if take(UInt8(ascii: "\\")) { return UInt8(ascii: "\\") }
        guard take(word: "u00"), bytes.endIndex - at >= 2, let high = nibble(bytes[at]), let low = nibble(bytes[at + 1])
        else { return nil }
        at += 2
        return high << 4 | low
    }
}

private func nibble(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
}
