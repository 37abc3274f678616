/// The vocabulary that names, menus and reviews are put together from.
enum Words {
    static let cuisines = [
        "italian", "french", "japanese", "mexican", "indian", "thai", "lebanese", "spanish", "korean", "greek",
        "ethiopian", "peruvian", "vietnamese", "nordic",
    ]
    static let cities = ["Lisbon", "Berlin", "Lyon", "Porto", "Turin", "Ghent", "Malmö", "Graz", "Leeds", "Utrecht"]
    static let firstNames = [
        "Ada", "Bruno", "Chiara", "Dario", "Elif", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Keiko", "Luca", "Mara",
        "Nils", "Olga", "Pablo", "Qadira", "Rosa", "Samir", "Tess", "Umar", "Vera", "Wim", "Xenia", "Yusuf", "Zoe",
    ]
    static let lastNames = [
        "Almeida", "Bauer", "Costa", "Dupont", "Eriksen", "Ferrari", "Garcia", "Haddad", "Ivanova", "Jansen", "Kimura",
        "Lindqvist", "Moreau", "Novak", "Okafor", "Petrov", "Quiroga", "Rossi", "Sato", "Tanaka", "Ueda", "Vidal",
        "Weber", "Yilmaz", "Zimmer",
    ]
    static let streets = [
        "Rua da Rosa", "Lindenallee", "Quai Neuf", "Via Roma", "Mill Lane", "Hoogstraat", "Storgatan", "Canal Street",
    ]
    static let categories = ["dinner", "brunch", "tasting", "family", "workshop"]
    static let adjectives = [
        "slow", "smoked", "charred", "bright", "spiced", "late-summer", "coastal", "hand-rolled", "candied", "wild",
        "pickled", "roasted", "creamy", "crisp", "fermented", "honeyed",
    ]
    static let ingredients = [
        "fennel", "lamb", "aubergine", "saffron", "octopus", "lentils", "plums", "sea bass", "ricotta", "beetroot",
        "chanterelles", "tamarind", "duck", "squash", "anchovies", "figs", "black rice", "lemongrass",
    ]
    static let dishes = [
        "ragù", "broth", "tart", "dumplings", "stew", "salad", "skewers", "risotto", "terrine", "curry",
    ]
    static let praise = [
        "arrived early and left the kitchen cleaner than before", "explained every course without a lecture",
        "found a way around two allergies", "cooked for twelve as if for two", "kept the children busy with dough",
        "brought herbs from a garden nearby", "plated each course as a small picture",
    ]
    static let verdicts = [
        "We would book again tomorrow", "The neighbours still talk about it", "Worth every cent",
        "A little salty, otherwise lovely", "The dessert alone was worth it", "Good, though dinner ran late",
    ]
    static let notes = ["", "", "", "No nuts, please.", "Two vegetarians.", "Ring the second bell.", "A birthday."]
    static let statuses = ["completed", "completed", "completed", "completed", "confirmed", "pending", "cancelled"]
}

extension SeededRandom {
    /// A given name and a family name.
    mutating func personName() -> String { "\(pick(Words.firstNames)) \(pick(Words.lastNames))" }

    /// What could stand on a menu.
    mutating func dishName() -> String {
        "\(pick(Words.adjectives)) \(pick(Words.ingredients)) \(pick(Words.dishes))"
    }

    /// Two or three sentences of a review.
    mutating func reviewText(chef: String) -> String {
        let first = "\(chef) \(pick(Words.praise)) and served \(dishName()) with \(pick(Words.ingredients))."
        let second = "The \(pick(Words.ingredients)) was \(pick(Words.adjectives)). \(pick(Words.verdicts))."
        return "\(first) \(second)"
    }
}

extension String {
    /// The same with a capital at the start.
    var sentenceCased: String { prefix(1).uppercased() + dropFirst() }
}
