/// Levenshtein's distance: how many letters to add, drop or change to make one word of the other. Quadratic time.
func editDistance(_ a: String, _ b: String) -> Int {
    let target = Array(b)
    var row = Array(0...target.count)
    for (i, letter) in a.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for j in target.indices {
            let above = row[j + 1]
            row[j + 1] = min(above + 1, row[j] + 1, diagonal + (letter == target[j] ? 0 : 1))
            diagonal = above
        }
    }
    return row[target.count]
}

/// The word of `known` that `word` was probably meant to be; nil when none is near.
public func nearest(to word: String, in known: [String]) -> String? {
    // A word of letters by the thousand is no slip of the pen, and would take long to compare.
    guard word.count <= 64 else { return nil }
    let near = known.min { editDistance($0, word) < editDistance($1, word) }
    return near.flatMap { editDistance($0, word) <= 3 ? $0 : nil }
}
