import ArgumentParser
import HoneAgent

struct DashboardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dashboard",
        abstract: "Finds the dashboard of an app that has the toolkit's monitor, and prints its address.",
        discussion: """
            The page asks for the admin token itself, where the app has one.

            Examples:
              hone dashboard --url http://127.0.0.1:8000
              hone dashboard --url http://127.0.0.1:8000 --open
            """)

    @Option(name: .long, help: ArgumentHelp("The app's address.", valueName: "url"))
    var url: String

    @Flag(name: .long, help: "Open it in the browser.")
    var open = false

    @Flag(name: .long, help: "Accept a certificate that no authority vouches for.")
    var insecureTLS = false

    func run() async throws {
        let dashboard = try await MonitorDashboard.find(url: url, insecureTLS: insecureTLS)
        print(dashboard.address)
        if open { try await WebBrowser().open(dashboard.address) }
    }
}
