import Hummingbird

/// One page of a list: at most `pageSize` items, and how many there are in all.
struct Listing<Item: Codable & Sendable>: ResponseCodable, Sendable {
    let items: [Item]
    /// Counted from 1.
    let page: Int
    let pageSize: Int
    /// How many pages; at least 1.
    let pages: Int
    let total: Int

    init(items: [Item], page: Int, pageSize: Int, total: Int) {
        self.items = items
        self.page = page
        self.pageSize = pageSize
        self.pages = max(1, (total + pageSize - 1) / pageSize)
        self.total = total
    }
}

/// Which rows of a list are asked for.
struct Window: Sendable, Equatable {
    /// How many at most.
    let limit: Int
    /// How many come before.
    let offset: Int

    init(limit: Int, offset: Int = 0) {
        self.limit = limit
        self.offset = offset
    }

    /// Page `page`, counted from 1.
    init(page: Int, size: Int) {
        self.init(limit: size, offset: (page - 1) * size)
    }
}

/// Which of the two ways of asking the same question is taken: the difference that PAT-015 makes.
enum Loading: Sendable {
    /// A query for the list, and one more for each row: as found.
    case perRow
    /// One query that brings everything.
    case eager
}
