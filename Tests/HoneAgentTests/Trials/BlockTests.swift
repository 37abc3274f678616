import Testing

@testable import HoneAgent

@Suite("Block figures")
struct BlockTests {
    @Test("Delivery adds the time that bytes take over the network")
    func delivery() {
        let block = Block(latency: ["a": 10], bytes: ["a": 125_000], errorShare: 0, errors: [:])
        #expect(block.figures(.latency, network: 10) == ["a": 10])
        // 125,000 bytes are 1 megabit: 100 ms at 10 megabits per second.
        #expect(block.figures(.delivery, network: 10) == ["a": 110])
    }

    @Test("Figures are means by weight, and a block with more of the cheap task is not a faster one")
    func weights() {
        let figures = BlockFigures([["a": 10, "b": 100]], [["a": 10, "b": 100]], weights: ["a": 3, "b": 1])
        #expect(figures.a == [32.5] && figures.b == [32.5])
    }

    @Test("A task that some block did not measure counts in none")
    func common() {
        let figures = BlockFigures([["a": 10, "b": 100]], [["a": 20]], weights: ["a": 1, "b": 1])
        #expect(figures.a == [10] && figures.b == [20])
        #expect(figures.leftOut == ["b"])
    }
}
