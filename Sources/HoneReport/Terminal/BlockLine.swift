/// A row of numbers as a row of blocks, each an eighth of a line high per step.
enum BlockLine {
    private static let blocks: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    /// The last `width` numbers, the largest of them as a full block; nil, and what is no number, as a space.
    ///
    /// Zero is the ground, so that twice as high is twice as much. A row without any number is empty.
    static func text(_ values: [Double?], width: Int) -> String {
        let shown = values.suffix(max(0, width)).map { $0.flatMap { $0.isFinite && $0 >= 0 ? $0 : nil } }
        guard let most = shown.compactMap({ $0 }).max() else { return "" }
        return String(
            shown.map { value in
                guard let value else { return " " }
                guard most > 0 else { return blocks[0] }
                return blocks[min(7, Int(value / most * 8))]
            })
    }
}
