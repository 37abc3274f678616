import BenchmarkSections
import Testing

@Suite("The command line of a benchmark")
struct BenchmarkCommandTests {
    struct Options: BenchmarkOptions {
        var rounds = 7
        var seconds = 3
        var bistro: String?

        static var numbers: [String: WritableKeyPath<Self, Int>] { ["--rounds": \.rounds, "--seconds": \.seconds] }
        static var texts: [String: WritableKeyPath<Self, String?>] { ["--bistro": \.bistro] }
    }

    private func command(_ words: String) throws -> BenchmarkCommand<Options> {
        try BenchmarkCommand(words.split(separator: " ").map(String.init), sections: ["pool", "writers"])
    }

    @Test("Without a word everything is run, with what is usual")
    func nothing() throws {
        let command = try command("")
        #expect(command.wants("pool") && command.wants("writers"))
        #expect((command.options.rounds, command.options.seconds) == (7, 3))
        #expect(command.options.bistro == nil)
    }

    @Test("Sections and options come in any order")
    func everything() throws {
        let command = try command("--rounds 2 writers --bistro path/of/it --seconds 9")
        #expect(!command.wants("pool") && command.wants("writers"))
        #expect((command.options.rounds, command.options.seconds) == (2, 9))
        #expect(command.options.bistro == "path/of/it")
    }

    @Test(
        "What makes no sense is refused with what would",
        arguments: [
            ("--rounds", "--rounds takes a number from 1 on"), ("--rounds 0", "--rounds takes a number from 1 on"),
            ("pool --seconds soon", "--seconds takes a number from 1 on"), ("--bistro", "--bistro takes a value"),
            (
                "pol",
                "pol is neither a section (pool, writers) nor an option (--bistro, --rounds, --seconds)"
            ),
        ])
    func refused(words: String, problem: String) {
        let error = #expect(throws: BenchmarkCommandError.self) { try command(words) }
        #expect(error?.description == problem)
    }
}
