import Testing

@testable import ImageReading

@Suite struct ParallelTests {
    @Test(arguments: [0, 1, 2, 63, 64, 65, 1000])
    func keepsTheOrder(_ count: Int) {
        #expect(Parallel.map(Array(0..<count)) { $0 * 2 } == (0..<count).map { $0 * 2 })
    }
}
