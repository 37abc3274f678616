/// A number as people and YAML write it: the shortest digits that read back as the same number, without an exponent and
/// without `.0`.
func decimal(_ value: Double) -> String {
    guard value.isFinite else { return "0" }
    if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
    let text = "\(value)"
    guard let mark = text.firstIndex(of: "e"), let exponent = Int(text[text.index(after: mark)...]) else {
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
    let isNegative = text.hasPrefix("-")
    let mantissa = text[..<mark].drop { $0 == "-" }
    let whole = mantissa.prefix { $0 != "." }
    var digits = String(mantissa.filter { $0 != "." })
    if digits.hasSuffix("0"), digits.count > 1 { digits.removeLast() }
    let point = whole.count + exponent
    let plain =
        if point <= 0 {
            "0." + String(repeating: "0", count: -point) + digits
        } else if point >= digits.count {
            digits + String(repeating: "0", count: point - digits.count)
        } else {
            "\(digits.prefix(point)).\(digits.dropFirst(point))"
        }
    return (isNegative ? "-" : "") + plain
}
