import HoneCore

/// JSON as an API answers it: a list of products with numbers, names and descriptions made of common words.
/// - Parameter bytes: how long it is, to a product's length.
func sampleJSON(bytes: Int) -> [UInt8] {
    let words = """
        fresh seasonal roasted garden lemon butter chef kitchen evening private table six guests slow braised market \
        vegetables with and of the a in for served crisp salad dessert chocolate orange sea salt olive oil bread wine \
        pairing included on request family recipe from Lyon Naples Kyoto Oaxaca
        """.split(separator: " ")
    var generator = SeededGenerator(seed: 14)
    func number(_ range: ClosedRange<UInt64>) -> Int { Int(generator.next(in: range)) }
    func text(_ count: Int) -> String {
        (0..<count).map { _ in String(words[number(0...UInt64(words.count - 1))]) }.joined(separator: " ")
    }
    var json = "["
    var id = 1
    while json.utf8.count < bytes {
        if id > 1 { json += "," }
        json += """
            {"id":\(id),"name":"\(text(3))","chef_id":\(number(1...400)),"price":\(number(10...400)).\(number(10...99)),\
            "rating":\(number(1...4)).\(number(0...9)),"available":\(number(0...1) == 1),\
            "created_at":"2026-0\(number(1...9))-\(number(10...28))T\(number(10...23)):\(number(10...59)):00Z",\
            "image":"/images/products/\(id).jpg","description":"\(text(number(8...24)))"}
            """
        id += 1
    }
    return Array((json + "]").utf8)
}
