import HoneHTTP

/// What a request line and a header must be, whoever sends them: a scenario or a single request.
enum RequestRules {
    /// - Throws: ``ScenarioError`` naming `field` for what is no method (RFC 9110 §9.1).
    static func check(method: String, field: String) throws(ScenarioError) {
        guard isToken(method) else {
            throw ScenarioError(field: field, found: method, remedy: "must be a method such as GET")
        }
    }

    /// - Throws: ``ScenarioError`` naming `field` for what is no header, or one that the body decides.
    static func check(_ header: Scenario.Header, field: String) throws(ScenarioError) {
        guard isToken(header.name), isFieldValue(header.value.utf8) else {
            throw ScenarioError(
                field: field, found: "\(header.name): \(header.value)",
                remedy: "a header needs a name of letters, digits and hyphens, and a value without line breaks")
        }
        let name = header.name.lowercased()
        if name == "content-length" || name == "transfer-encoding" {
            throw ScenarioError(field: field, found: header.name, remedy: "leave it out; it follows from the body")
        }
    }
}
