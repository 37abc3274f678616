import Testing

@testable import HonePostgres

@Suite struct ConditionTests {
    static func column(_ text: String) -> Condition.Column {
        let parts = text.split(separator: ".").map(String.init)
        return Condition.Column(alias: parts[0], name: parts[1])
    }

    struct Case: Sendable {
        let text: String
        /// `alias.column comparison others parameters`
        let expected: [String]
    }

    @Test(arguments: [
        Case(text: "(o.customer_id = $1)", expected: ["o.customer_id equality [] [1]"]),
        Case(text: "($2 <= o.created_at)", expected: ["o.created_at above [] [2]"]),
        Case(
            text: "((o.created_at >= $1) AND (o.created_at < $2) AND (o.state = 'new'::text))",
            expected: ["o.created_at above [] [1]", "o.created_at below [] [2]", "o.state equality [] []"]),
        Case(
            text: "(o.customer_id = c.id)",
            expected: ["o.customer_id equality [c.id] []", "c.id equality [o.customer_id] []"]),
        Case(text: "((u.email)::text = 'a AND (b'::text)", expected: ["u.email equality [] []"]),
        Case(text: "(o.id = ANY ('{1,2,3}'::integer[]))", expected: ["o.id equality [] []"]),
        Case(text: "(o.id = ANY (ARRAY[$1, $2]))", expected: ["o.id equality [] [1, 2]"]),
        Case(text: "(u.deleted_at IS NULL)", expected: ["u.deleted_at equality [] []"]),
        Case(text: "(u.deleted_at IS NOT NULL)", expected: []),
        Case(text: "(\"Order\".\"customerId\" = 5)", expected: ["Order.customerId equality [] []"]),
        Case(text: "((o.a = 1) OR (o.b = 2))", expected: []),
        Case(text: "((o.a = 1) AND ((o.b = 2) OR (o.c = 3)))", expected: ["o.a equality [] []"]),
        Case(text: "((NOT o.done) AND (o.a = 1))", expected: ["o.a equality [] []"]),
        Case(text: "(lower(u.email) = $1)", expected: []), Case(text: "(o.a = o.b)", expected: []),
        Case(text: "(o.total > ((o.paid + 1))::numeric)", expected: []),
        Case(text: "(u.name ~~ 'a%'::text)", expected: []),
        Case(text: "", expected: []), Case(text: "((((", expected: []), Case(text: ")) = ((", expected: []),
    ])
    func comparisons(_ one: Case) {
        let found = Condition.comparisons(in: one.text).map { condition in
            let others = condition.others.map { "\($0.alias).\($0.name)" }.joined(separator: ", ")
            return "\(condition.column.alias).\(condition.column.name) \(condition.comparison) [\(others)] "
                + "\(condition.parameters)"
        }
        #expect(found == one.expected)
    }

    @Test func columnsAreFoundAnywhereButNotFunctions() {
        let text = "sum((i.price * (i.count)::numeric)), pg_catalog.lower(u.name), o.*"
        let columns = Condition.columns(in: text)
        #expect(columns == [Self.column("i.price"), Self.column("i.count"), Self.column("u.name")])
    }
}
