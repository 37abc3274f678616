import Foundation

/// A number for a sentence: whole when it is, otherwise with three significant digits.
func rounded(_ value: Double) -> String {
    if value == value.rounded(), abs(value) < 1e15 { return String(Int(value)) }
    return String(
        format: abs(value) >= 100 ? "%.0f" : abs(value) >= 10 ? "%.1f" : abs(value) >= 1 ? "%.2f" : "%.3f", value)
}

/// A share of 1 as a percentage for a sentence.
func percent(_ share: Double) -> String { "\(rounded((share * 1_000).rounded() / 10)) %" }

/// The first few of many names.
func list(_ names: [String]) -> String {
    names.count <= 4
        ? names.joined(separator: ", ") : names.prefix(3).joined(separator: ", ") + " and \(names.count - 3) more"
}
