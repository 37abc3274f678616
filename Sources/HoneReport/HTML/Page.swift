/// A whole page: it asks for nothing else, and its content security policy forbids that it could.
struct Page {
    /// What the window is called.
    var title: String
    /// The top of the page, with its only `h1`.
    var headline: Markup
    /// Sections with the ids they have in the page; empty ones are left out.
    var sections: [(id: String, title: String, body: Markup)]
    /// The last line.
    var footer: Markup

    /// The page as it is written to a file.
    var source: String {
        let sections = sections.filter { !$0.body.isEmpty }
        let links = sections.map { "<a href=\"#\($0.id)\">\($0.title)</a>" as Markup }
        let skip: Markup =
            sections.first.map { "<a class=\"skip\" href=\"#\($0.id)\">To: \($0.title)</a>" } ?? .empty
        let page: Markup = """
            <!DOCTYPE html>
            <html lang="en" xmlns="http://www.w3.org/1999/xhtml">
            <head>
            <meta charset="utf-8"/>
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta name="color-scheme" content="light dark"/>
            <meta name="generator" content="Hone"/>
            <title>\(title)</title>
            <style>
            \(Markup(stringLiteral: StyleSheet.text))
            \(Markup(stringLiteral: LoadStyleSheet.text))
            </style>
            </head>
            <body>
            \(skip)
            <main>
            \(headline)
            <nav aria-label="Sections">\(Markup(links, separator: " "))</nav>
            \(sections.map(\.body))
            </main>
            <footer>\(footer)</footer>
            </body>
            </html>

            """
        return page.source
    }
}
